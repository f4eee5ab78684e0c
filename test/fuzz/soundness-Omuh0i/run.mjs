var __defProp = Object.defineProperty;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __esm = (fn, res, err) => function __init() {
  if (err) throw err[0];
  try {
    return fn && (res = (0, fn[__getOwnPropNames(fn)[0]])(fn = 0)), res;
  } catch (e) {
    throw err = [e], e;
  }
};
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// scripts/chromium.mjs
import { existsSync } from "node:fs";
import { homedir, platform } from "node:os";
import { delimiter, join } from "node:path";
function findChromium() {
  const { CHROMIUM_PATH } = process.env;
  if (!CHROMIUM_PATH) return candidates().find((path) => existsSync(path));
  if (!existsSync(CHROMIUM_PATH)) throw new Error(`CHROMIUM_PATH: no such file: ${CHROMIUM_PATH}`);
  return CHROMIUM_PATH;
}
function candidates() {
  if (platform() === "darwin") return macCandidates();
  if (platform() === "win32") return windowsCandidates();
  return linuxCandidates();
}
function linuxCandidates() {
  const names = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "microsoft-edge-stable",
    "microsoft-edge"
  ];
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return names.flatMap((name) => [...folders, "/usr/bin", "/snap/bin"].map((folder) => join(folder, name)));
}
function macCandidates() {
  return ["Chromium", "Google Chrome", "Microsoft Edge"].flatMap(
    (name) => ["/Applications", join(homedir(), "Applications")].map(
      (folder) => join(folder, `${name}.app`, "Contents", "MacOS", name)
    )
  );
}
function windowsCandidates() {
  const { LOCALAPPDATA, PROGRAMFILES, "PROGRAMFILES(X86)": PROGRAMFILES_X86 } = process.env;
  const folders = [PROGRAMFILES, PROGRAMFILES_X86, LOCALAPPDATA].filter((folder) => folder !== void 0);
  const files = [
    join("Chromium", "Application", "chrome.exe"),
    join("Google", "Chrome", "Application", "chrome.exe"),
    join("Microsoft", "Edge", "Application", "msedge.exe")
  ];
  return files.flatMap((file) => folders.map((folder) => join(folder, file)));
}
var init_chromium = __esm({
  "scripts/chromium.mjs"() {
    "use strict";
  }
});

// test/fuzz/soundness/browser.ts
var browser_exports = {};
__export(browser_exports, {
  closeBrowser: () => closeBrowser,
  page: () => page
});
import { chromium } from "playwright-core";
async function open3() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("no Chromium");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  const browser = await chromium.launch({ executablePath, args });
  return { browser, page: await browser.newPage() };
}
async function page(bytes, type) {
  opened ??= open3();
  const { page: page2 } = await opened;
  return page2.evaluate(`(${PARSE})('${bytes.toString("base64")}', '${type}')`);
}
async function closeBrowser() {
  await (await opened)?.browser.close();
}
var opened, PARSE;
var init_browser = __esm({
  "test/fuzz/soundness/browser.ts"() {
    "use strict";
    init_chromium();
    PARSE = `(base64, type) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  const text = new TextDecoder().decode(bytes)
  if (type === 'text/css') {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    return [...sheet.cssRules].map((rule) => rule.cssText).join('\\n')
  }
  const parsed = new DOMParser().parseFromString(text, type)
  const walker = parsed.createTreeWalker(parsed, NodeFilter.SHOW_COMMENT)
  const comments = []
  while (walker.nextNode()) comments.push(walker.currentNode)
  for (const comment of comments) comment.remove()
  return parsed.compatMode + new XMLSerializer().serializeToString(parsed)
}`;
  }
});

// packages/core/src/bytes/source.ts
function bufferSource(bytes) {
  return {
    size: bytes.length,
    read: (at, length) => at === 0 && length >= bytes.length ? bytes : bytes.subarray(at, Math.min(at + length, bytes.length))
  };
}

// packages/mark/src/text.ts
function wellFormed(text2) {
  return /[\ud800-\udfff]/.test(text2) ? text2.replace(new RegExp("\\p{Surrogate}", "gu"), "\uFFFD") : text2;
}
var utf8 = /* @__PURE__ */ new TextEncoder();
function toHex(bytes) {
  let hex = "";
  for (const byte of bytes) hex += (byte + 256).toString(16).slice(1);
  return hex;
}
function sortUtf8(texts3) {
  return texts3.sort(/[\ud800-\uffff]/.test(String(texts3)) ? compareUtf8 : void 0);
}
function compareUtf8(a, b) {
  a = wellFormed(a);
  b = wellFormed(b);
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
}

// packages/mark/src/order.ts
var REQUIRED = ["MAGIC", "CHALK_ID", "CHALK_VERSION"];
var ORDER = [
  "MAGIC",
  "CHALK_ID",
  "CHALK_VERSION",
  "TIMESTAMP_WHEN_CHALKED",
  "DATE_CHALKED",
  "TIME_CHALKED",
  "TZ_OFFSET_WHEN_CHALKED",
  "DATETIME_WHEN_CHALKED",
  "",
  "ERR_INFO",
  "METADATA_HASH",
  "METADATA_ID",
  "SIGNATURE",
  "SIGNING"
];
var UNHASHED = ["MAGIC", "METADATA_HASH", "METADATA_ID", "SIGNING", "SIGNATURE", "EMBEDDED_CHALK"];
function textOrder(keys, depth = 1) {
  return depth > 1 ? keys : sortUtf8(keys).sort((a, b) => rank(a) - rank(b));
}
function hashOrder(keys, depth = 1) {
  return sortUtf8(keys.filter((key) => depth > 1 || !UNHASHED.includes(key)));
}
function rank(key) {
  return ORDER.indexOf(key) + 1 || 9;
}

// packages/mark/src/error.ts
var MarkError = class extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
  code;
  name = "MarkError";
};

// packages/mark/src/value.ts
var Float = class {
  constructor(text2) {
    this.text = text2;
  }
  text;
};
var MAX_DEPTH = 100;
var MAX_ITEMS = 1e5;

// packages/mark/src/number.ts
function isFloat(text2) {
  return /^(?=.*[.e])-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text2);
}
function fits(integer) {
  return BigInt.asIntN(64, integer) === integer;
}
function exactNumber(value, key) {
  if (value instanceof Float) {
    if (isFloat(value.text)) return value.text;
    throw new MarkError("FLOAT_TEXT", `${key}: ${JSON.stringify(value.text)} is not the text of a float`);
  }
  if (typeof value === "number" && !Number.isInteger(value)) {
    if (Number.isFinite(value)) return String(value);
    throw new MarkError("NOT_FINITE", `${key}: JSON has no ${value}`);
  }
  const integer = BigInt(value);
  if (fits(integer)) return integer;
  throw new MarkError("INTEGER_RANGE", `${key}: the integer ${integer} needs more than 64 bits`);
}

// packages/mark/src/walk.ts
function walkMark(dict, write, choose) {
  let items = 0;
  walkDict(
    dict,
    (tag, value, sign2) => {
      if (tag !== 0 /* sign */ && ++items > MAX_ITEMS)
        throw new MarkError("ITEMS", `a mark cannot hold over ${MAX_ITEMS} keys and values`);
      write(tag, value, sign2);
    },
    choose,
    1
  );
}
function walkDict(dict, write, choose, depth) {
  const keys = choose(keysOf(dict), depth);
  const blank = keys.length ? " " : "";
  write(5 /* dict */, keys.length, `{${blank}`);
  keys.forEach((key, index2) => {
    const name = wellFormed(key);
    if (index2) write(0 /* sign */, null, ", ");
    write(1 /* string */, name);
    write(0 /* sign */, null, " : ");
    walk(dict[key], write, choose, depth + 1, name);
  });
  write(0 /* sign */, null, `${blank}}`);
}
function keysOf(dict) {
  const names = /* @__PURE__ */ new Set();
  return Object.keys(dict).filter((key) => names.size < names.add(wellFormed(key)).size);
}
function walk(value, write, choose, depth, key) {
  if (value === null) write(7 /* null */, value);
  else if (typeof value === "boolean") write(3 /* bool */, value);
  else if (typeof value === "string") write(1 /* string */, wellFormed(value));
  else if (typeof value === "number" || typeof value === "bigint" || value instanceof Float) {
    const number = exactNumber(value, key);
    write(typeof number === "string" ? 6 /* float */ : 2 /* integer */, number);
  } else if (depth > MAX_DEPTH) {
    throw new MarkError("DEPTH", `${key}: nested deeper than ${MAX_DEPTH} levels`);
  } else if (Array.isArray(value)) {
    write(4 /* list */, value.length, "[");
    for (let index2 = 0; index2 < value.length; index2++) {
      if (index2) write(0 /* sign */, null, ", ");
      walk(value[index2], write, choose, depth + 1, key);
    }
    write(0 /* sign */, null, "]");
  } else {
    const type = Object.prototype.toString.call(value);
    if (type !== "[object Object]") throw new MarkError("NOT_A_VALUE", `${key}: a mark cannot hold ${type}`);
    walkDict(value, write, choose, depth);
  }
}

// packages/mark/src/encode.ts
function encodeMark(dict) {
  return encodeInOrder(dict, textOrder);
}
function encodeInOrder(dict, order) {
  let text2 = "";
  walkMark(
    dict,
    (tag, value, sign2) => {
      text2 += sign2 ?? (tag === 1 /* string */ ? quote(value) : value);
    },
    order
  );
  return text2;
}
var UNSAFE = /[<>&\x7f-\x9f\u2028\u2029\ufeff]/g;
function quote(text2) {
  return JSON.stringify(text2).replace(UNSAFE, (unsafe) => `\\u${(unsafe.charCodeAt(0) + 65536).toString(16).slice(1)}`).replaceAll("*/", "*\\/");
}

// packages/mark/src/json.ts
function parseJson(bytes, at = 0, open4 = [], items = Number.POSITIVE_INFINITY) {
  const cursor = { bytes, at, read: at, open: open4, items };
  try {
    const value = parseValue(cursor);
    const { at: end, duplicate: duplicate2 } = cursor;
    return duplicate2 === void 0 ? { value, end } : { value, end, duplicate: duplicate2 };
  } catch (stop) {
    if (stop instanceof Error) throw stop;
    return stop;
  }
}
var QUOTE = 34;
var BACKSLASH = 92;
function parseValue(cursor) {
  countItem(cursor);
  if (take(cursor, "{")) return parseDict(cursor);
  if (take(cursor, "[")) return parseList(cursor);
  return cursor.bytes[cursor.at] === QUOTE ? parseString(cursor) : parseWord(cursor);
}
function countItem(cursor) {
  if (--cursor.items < 0) fail(cursor, "more keys and values than a mark may have", "ITEMS");
}
function parseDict(cursor) {
  const dict = /* @__PURE__ */ Object.create(null);
  parseItems(cursor, "}", () => {
    skipBlanks(cursor);
    countItem(cursor);
    const key = parseString(cursor);
    if (!take(cursor, ":")) fail(cursor, "expected `:`");
    const value = parseValue(cursor);
    if (key in dict) cursor.duplicate ??= key;
    else dict[key] = value;
  });
  return dict;
}
function parseList(cursor) {
  const list = [];
  parseItems(cursor, "]", () => list.push(parseValue(cursor)));
  return list;
}
function parseItems(cursor, close3, parseItem) {
  if (cursor.open.length >= MAX_DEPTH) fail(cursor, `nested deeper than ${MAX_DEPTH} levels`, "DEPTH");
  cursor.open.push(cursor.at - 1);
  if (!take(cursor, close3)) {
    do
      parseItem();
    while (take(cursor, ","));
    if (!take(cursor, close3)) fail(cursor, `expected \`,\` or \`${close3}\``);
  }
  cursor.open.pop();
}
function parseString(cursor) {
  const { bytes, at } = cursor;
  if (bytes[at] !== QUOTE) fail(cursor, 'expected `"`');
  let end = at + 1;
  while (end < bytes.length && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1;
  return wellFormed(parseToken(cursor, end + 1).value);
}
function parseWord(cursor) {
  const { bytes, at } = cursor;
  let end = at;
  while (/[-+.\w]/.test(String.fromCharCode(bytes[end]))) end++;
  const { text: text2, value } = parseToken(cursor, end);
  if (typeof value !== "number") return value;
  if (isFloat(text2)) return new Float(text2);
  if (Number.isSafeInteger(value)) return value || 0;
  if (text2.length <= 20 && fits(BigInt(text2))) return BigInt(text2);
  cursor.at = at;
  return fail(cursor, "an integer of more than 64 bits", "INTEGER_RANGE");
}
var utf82 = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true });
function parseToken(cursor, end) {
  cursor.read = Math.min(end, cursor.bytes.length);
  try {
    const text2 = utf82.decode(cursor.bytes.subarray(cursor.at, end));
    const value = JSON.parse(text2);
    cursor.at = end;
    return { text: text2, value };
  } catch {
    return fail(cursor, "malformed value");
  }
}
function isBlank(byte) {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}
function skipBlanks(cursor) {
  while (isBlank(cursor.bytes[cursor.at])) cursor.at++;
}
function take(cursor, character) {
  skipBlanks(cursor);
  const found2 = cursor.bytes[cursor.at] === character.charCodeAt(0);
  if (found2) cursor.at++;
  return found2;
}
function fail(cursor, what, code = "SYNTAX") {
  const { at } = cursor;
  throw { error: `${what} at byte ${at}`, code, at, read: Math.max(cursor.read, at) };
}

// packages/mark/src/magic.ts
var MAGIC = "dadfedabbadabbed";
var PLACEHOLDER = /* @__PURE__ */ encodeMark(
  /* @__PURE__ */ Object.fromEntries([["MAGIC", MAGIC]])
);

// packages/mark/src/find.ts
function findMark(bytes, from = 0) {
  for (const found2 of findMarks(bytes, from)) return found2;
  return void 0;
}
var SPARE_WORK = 1 << 18;
function workFor(size) {
  return size + SPARE_WORK;
}
function* findMarks(bytes, from = 0) {
  let work = workFor(bytes.length - from);
  let failed = [];
  for (let at = from; work > 0 && (at = indexOfMagic(bytes, at)) >= 0; at++) {
    const start = openingBrace(bytes, at);
    if (start < from || failed.includes(start)) continue;
    const open4 = [];
    const parsed2 = parseMark(bytes, start, open4);
    if ("error" in parsed2) {
      failed = open4.slice(0, 50);
      work -= parsed2.read - start;
    } else {
      yield { start, ...parsed2, placeholder: Object.keys(parsed2.dict).length === 1 };
      from = parsed2.end;
    }
  }
}
function parseMark(bytes, at = 0, open4) {
  const parsed2 = parseJson(bytes, at, open4, MAX_ITEMS);
  if ("error" in parsed2) return parsed2;
  const { value, ...rest } = parsed2;
  if (typeof value === "object" && value?.MAGIC === MAGIC)
    return { dict: value, ...rest };
  return { error: `JSON without MAGIC at byte ${at}`, code: "NOT_A_MARK", at, read: parsed2.end };
}
function openingBrace(bytes, at) {
  let start = at + MAGIC.length + 1;
  for (const text2 of [`"${MAGIC}"`, ":", '"MAGIC"', "{"]) {
    while (isBlank(bytes[start - 1])) start--;
    start -= text2.length;
    if (!standsAt(bytes, start, text2)) return -1;
  }
  return start;
}
var LAST = MAGIC.length - 1;
var SHIFT = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) => {
  const before = MAGIC.lastIndexOf(String.fromCharCode(byte), LAST - 1);
  return LAST - before;
});
function indexOfMagic(bytes, from) {
  const last = MAGIC.charCodeAt(LAST);
  for (let end = from + LAST; end < bytes.length; end += SHIFT[bytes[end]])
    if (bytes[end] === last && standsAt(bytes, end - LAST, MAGIC)) return end - LAST;
  return -1;
}
function standsAt(bytes, at, text2) {
  let i = 0;
  while (i < text2.length && bytes[at + i] === text2.charCodeAt(i)) i++;
  return i === text2.length;
}

// node_modules/.pnpm/@noble+hashes@2.4.0/node_modules/@noble/hashes/_u64.js
var fromNumH = (n) => n / 2 ** 32 | 0;
var fromNumL = (n) => n >>> 0;
function setU64FromNum(view, byteOffset, n, isLE) {
  const h = fromNumH(n);
  const l = fromNumL(n);
  view.setUint32(byteOffset, isLE ? l : h, isLE);
  view.setUint32(byteOffset + 4, isLE ? h : l, isLE);
}

// node_modules/.pnpm/@noble+hashes@2.4.0/node_modules/@noble/hashes/utils.js
function isBytes(a) {
  return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
}
var atitle = (title) => title ? `"${title}" ` : "";
function anumber(n, title = "") {
  if (typeof n !== "number")
    throw new TypeError(atitle(title) + "expected number, got " + typeof n);
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
  return n;
}
function abytes(value, length, title = "") {
  if (isBytes(value) && (length === void 0 || value.length === length))
    return value;
  if (length !== void 0)
    anumber(length, "length");
  const bytes = isBytes(value);
  const ofLen = length !== void 0 ? ` of length ${length}` : "";
  const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
  const message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
  if (!bytes)
    throw new TypeError(message);
  throw new RangeError(message);
}
var aobject = (value, label) => {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
};
var aopts = (value, label) => {
  aobject(value, label);
  const proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null)
    throw new TypeError(`"${label}" expected plain object`);
  if (Object.hasOwn(value, "__proto__"))
    throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists(instance, checkFinished = true) {
  if (instance.destroyed)
    throw new Error("hash was destroyed");
  if (checkFinished && instance.finished)
    throw new Error("digest() was already called");
}
function aoutput(out, instance) {
  abytes(out, void 0, "output");
  const min = instance.outputLen;
  if (!(out.length >= min)) {
    throw new RangeError('"output" expected length >= ' + min);
  }
}
function clean(...arrays) {
  for (let i = 0; i < arrays.length; i++) {
    arrays[i].fill(0);
  }
}
function createView(arr) {
  return new DataView(arr.buffer, arr.byteOffset, arr.byteLength);
}
function rotr(word2, shift) {
  return word2 << 32 - shift | word2 >>> shift;
}
function checkOpts(defaults, opts, title = "opts") {
  aopts(defaults, "defaults");
  if (opts !== void 0)
    aopts(opts, title);
  const merged = Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
  return merged;
}
function createHasher(hashCons, info = {}) {
  if (typeof hashCons !== "function")
    throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
  info = checkOpts({}, info, "info");
  const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
  const tmp = hashCons(void 0);
  hashC.outputLen = tmp.outputLen;
  hashC.blockLen = tmp.blockLen;
  hashC.canXOF = tmp.canXOF;
  hashC.create = (opts) => hashCons(opts);
  Object.assign(hashC, info);
  return Object.freeze(hashC);
}
var oidNist = (suffix) => ({
  // Current NIST hashAlgs suffixes used here fit in one DER subidentifier octet.
  // Larger suffix values would need base-128 OID encoding and a different length byte.
  oid: Uint8Array.from([6, 9, 96, 134, 72, 1, 101, 3, 4, 2, suffix])
});

// node_modules/.pnpm/@noble+hashes@2.4.0/node_modules/@noble/hashes/_md.js
function Chi(a, b, c) {
  return a & b ^ ~a & c;
}
function Maj(a, b, c) {
  return a & b ^ a & c ^ b & c;
}
var HashMD = class {
  blockLen;
  outputLen;
  canXOF = false;
  padOffset;
  isLE;
  // For partial updates less than block size
  buffer;
  view;
  finished = false;
  length = 0;
  pos = 0;
  destroyed = false;
  constructor(blockLen, outputLen, padOffset, isLE) {
    this.blockLen = blockLen;
    this.outputLen = outputLen;
    this.padOffset = padOffset;
    this.isLE = isLE;
    this.buffer = new Uint8Array(blockLen);
    this.view = createView(this.buffer);
  }
  update(data) {
    aexists(this);
    abytes(data);
    const { view, buffer, blockLen } = this;
    const len = data.length;
    let processed = false;
    for (let pos = 0; pos < len; ) {
      const take4 = Math.min(blockLen - this.pos, len - pos);
      if (take4 === blockLen) {
        const dataView = createView(data);
        for (; blockLen <= len - pos; pos += blockLen)
          this.process(dataView, pos);
        processed = true;
        continue;
      }
      buffer.set(pos === 0 && take4 === len ? data : data.subarray(pos, pos + take4), this.pos);
      this.pos += take4;
      pos += take4;
      if (this.pos === blockLen) {
        this.process(view, 0);
        this.pos = 0;
        processed = true;
      }
    }
    this.length += data.length;
    if (processed)
      this.roundClean();
    return this;
  }
  digestInto(out) {
    aexists(this);
    aoutput(out, this);
    this.finished = true;
    const { buffer, view, blockLen, isLE } = this;
    let { pos } = this;
    buffer[pos++] = 128;
    buffer.fill(0, pos);
    if (this.padOffset > blockLen - pos) {
      this.process(view, 0);
      buffer.fill(0);
    }
    setU64FromNum(view, blockLen - 8, this.length * 8, isLE);
    this.process(view, 0);
    this.roundClean();
    const oview = out === buffer ? view : createView(out);
    const len = this.outputLen;
    const outLen = len / 4;
    const state = this.get();
    if (len % 4 || outLen > state.length)
      throw new Error("invalid outputLen");
    for (let i = 0; i < outLen; i++)
      oview.setUint32(4 * i, state[i], isLE);
  }
  digest() {
    const { buffer, outputLen } = this;
    this.digestInto(buffer);
    const res = buffer.slice(0, outputLen);
    this.destroy();
    return res;
  }
  _cloneIntoMeta(to) {
    const { buffer, length, finished, destroyed, pos } = this;
    to.destroyed = destroyed;
    to.finished = finished;
    to.length = length;
    to.pos = pos;
    if (pos)
      to.buffer.set(buffer);
    return to;
  }
  clone() {
    return this._cloneInto();
  }
};
var SHA256_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  3144134277,
  1013904242,
  2773480762,
  1359893119,
  2600822924,
  528734635,
  1541459225
]);

// node_modules/.pnpm/@noble+hashes@2.4.0/node_modules/@noble/hashes/sha2.js
var SHA256_K = /* @__PURE__ */ Uint32Array.from([
  1116352408,
  1899447441,
  3049323471,
  3921009573,
  961987163,
  1508970993,
  2453635748,
  2870763221,
  3624381080,
  310598401,
  607225278,
  1426881987,
  1925078388,
  2162078206,
  2614888103,
  3248222580,
  3835390401,
  4022224774,
  264347078,
  604807628,
  770255983,
  1249150122,
  1555081692,
  1996064986,
  2554220882,
  2821834349,
  2952996808,
  3210313671,
  3336571891,
  3584528711,
  113926993,
  338241895,
  666307205,
  773529912,
  1294757372,
  1396182291,
  1695183700,
  1986661051,
  2177026350,
  2456956037,
  2730485921,
  2820302411,
  3259730800,
  3345764771,
  3516065817,
  3600352804,
  4094571909,
  275423344,
  430227734,
  506948616,
  659060556,
  883997877,
  958139571,
  1322822218,
  1537002063,
  1747873779,
  1955562222,
  2024104815,
  2227730452,
  2361852424,
  2428436474,
  2756734187,
  3204031479,
  3329325298
]);
var SHA256_W = /* @__PURE__ */ new Uint32Array(64);
var SHA2_32B = class extends HashMD {
  // We cannot use array here since array allows indexing by variable
  // which means optimizer/compiler cannot use registers.
  // Numeric initializers matter: starting the fields as `undefined` changes
  // V8's field representation and makes sha256 3x slower (measured).
  A = 0;
  B = 0;
  C = 0;
  D = 0;
  E = 0;
  F = 0;
  G = 0;
  H = 0;
  constructor(outputLen, IV) {
    super(64, outputLen, 8, false);
    this.A = IV[0] | 0;
    this.B = IV[1] | 0;
    this.C = IV[2] | 0;
    this.D = IV[3] | 0;
    this.E = IV[4] | 0;
    this.F = IV[5] | 0;
    this.G = IV[6] | 0;
    this.H = IV[7] | 0;
  }
  get() {
    const { A, B, C, D, E, F, G, H } = this;
    return [A, B, C, D, E, F, G, H];
  }
  // prettier-ignore
  set(A, B, C, D, E, F, G, H) {
    this.A = A | 0;
    this.B = B | 0;
    this.C = C | 0;
    this.D = D | 0;
    this.E = E | 0;
    this.F = F | 0;
    this.G = G | 0;
    this.H = H | 0;
  }
  _cloneInto(to) {
    (to ||= new this.constructor()).set(...this.get());
    return this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i = 0; i < 16; i++, offset += 4)
      SHA256_W[i] = view.getUint32(offset, false);
    for (let i = 16; i < 64; i++) {
      const W15 = SHA256_W[i - 15];
      const W2 = SHA256_W[i - 2];
      const s0 = rotr(W15, 7) ^ rotr(W15, 18) ^ W15 >>> 3;
      const s1 = rotr(W2, 17) ^ rotr(W2, 19) ^ W2 >>> 10;
      SHA256_W[i] = s1 + SHA256_W[i - 7] + s0 + SHA256_W[i - 16] | 0;
    }
    let { A, B, C, D, E, F, G, H } = this;
    for (let i = 0; i < 64; i++) {
      const sigma1 = rotr(E, 6) ^ rotr(E, 11) ^ rotr(E, 25);
      const T1 = H + sigma1 + Chi(E, F, G) + SHA256_K[i] + SHA256_W[i] | 0;
      const sigma0 = rotr(A, 2) ^ rotr(A, 13) ^ rotr(A, 22);
      const T2 = sigma0 + Maj(A, B, C) | 0;
      H = G;
      G = F;
      F = E;
      E = D + T1 | 0;
      D = C;
      C = B;
      B = A;
      A = T1 + T2 | 0;
    }
    A = A + this.A | 0;
    B = B + this.B | 0;
    C = C + this.C | 0;
    D = D + this.D | 0;
    E = E + this.E | 0;
    F = F + this.F | 0;
    G = G + this.G | 0;
    H = H + this.H | 0;
    this.set(A, B, C, D, E, F, G, H);
  }
  roundClean() {
    clean(SHA256_W);
  }
  destroy() {
    this.destroyed = true;
    this.set(0, 0, 0, 0, 0, 0, 0, 0);
    clean(this.buffer);
  }
};
var _SHA256 = class extends SHA2_32B {
  constructor() {
    super(32, SHA256_IV);
  }
};
var sha256 = /* @__PURE__ */ createHasher(
  () => new _SHA256(),
  /* @__PURE__ */ oidNist(1)
);

// packages/mark/src/hash.ts
function metadataHash(dict, sha2564 = sha256) {
  return toHex(sha2564(hashedBytes(dict)));
}
function oldMetadataHash(dict, sha2564 = sha256) {
  return toHex(sha2564(hashedBytes(dict).subarray(1)));
}
function hashedBytes(dict) {
  let bytes = new Uint8Array(512);
  let at = 0;
  walkMark(
    dict,
    (tag, value) => {
      if (tag === 0 /* sign */) return;
      const end = at + 9 + 3 * String(value).length;
      if (end > bytes.length) {
        const before = bytes;
        bytes = new Uint8Array(2 * end);
        bytes.set(before);
      }
      bytes[at++] = tag;
      if (tag === 3 /* bool */) bytes[at++] = Number(value);
      else if (tag === 2 /* integer */) {
        new DataView(bytes.buffer).setBigInt64(at, value, true);
        at += 8;
      } else if (tag < 6 /* float */) {
        const isString = tag === 1 /* string */;
        const room = bytes.subarray(at + 4);
        const count2 = isString ? utf8.encodeInto(value, room).written : value;
        for (let shift = 0; shift < 32; shift += 8) bytes[at++] = count2 >> shift;
        if (isString) at += count2;
      }
    },
    hashOrder
  );
  return bytes.subarray(0, at);
}

// packages/mark/src/id.ts
var ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
function idOf(hex) {
  let id = "";
  for (let at = 0; at < 25; at += 5) {
    const bits = Number(`0x${hex.slice(at, at + 5)}`);
    id += ALPHABET[bits >> 15] + ALPHABET[bits >> 10 & 31] + ALPHABET[bits >> 5 & 31] + ALPHABET[bits & 31];
  }
  return `${id.slice(0, 6)}-${id.slice(6, 10)}-${id.slice(10, 14)}-${id.slice(14)}`;
}
function chalkId(hashHex) {
  return idOf(
    checkHash(hashHex).slice(0, 13).replace(/./g, (digit) => digit.charCodeAt(0).toString(16))
  );
}
function metadataId(hashHex) {
  return idOf(checkHash(hashHex));
}
function checkHash(hashHex) {
  if (/^[0-9a-f]{64}$/.test(hashHex)) return hashHex;
  throw new MarkError("NOT_A_HASH", `${JSON.stringify(hashHex)} is not a SHA-256 in lower-case hex`);
}

// packages/mark/src/seal.ts
function sealMark(dict, sha2564) {
  for (const key of REQUIRED)
    if (!Object.hasOwn(dict, key)) throw new MarkError("MISSING_KEY", `${key}: a mark must have this key`);
  const hash = metadataHash(dict, sha2564);
  return { ...dict, METADATA_HASH: hash, METADATA_ID: metadataId(hash) };
}

// packages/mark/src/spelling.ts
function checkSpelling({ text: text2, written = (text3) => text3, dict }) {
  const isOurs2 = (dict2) => sameBytes(written(utf8.encode(encodeInOrder(dict2, (keys) => keys))), text2);
  if (dict && isOurs2(dict)) return void 0;
  const parsed2 = parseMark(text2);
  if ("error" in parsed2 || parsed2.end !== text2.length) return "mark was changed: its text is not one mark";
  if (parsed2.duplicate !== void 0)
    return `mark was changed: it holds the key ${JSON.stringify(parsed2.duplicate)} twice`;
  if (!dict && isOurs2(parsed2.dict) || isReferenceSpelling(new TextDecoder().decode(text2))) return void 0;
  return "mark was changed: its values are right, but no program spells them so";
}
var TOKEN = /\{ | \}|\[|\]|, | : |true|false|null|(?!-0(?![.eE]))-?\d[\d.eE+-]*/y;
var ESCAPE = /["\\bfnrt]|u000[0-7b]|u000[EF]|u001[0-9A-F]/y;
function isReferenceSpelling(text2) {
  let inString = false;
  for (let at = 0; at < text2.length; ) {
    if (text2[at] === '"') inString = !inString;
    else if (!inString || text2[at] === "\\") {
      const part = inString ? ESCAPE : TOKEN;
      part.lastIndex = inString ? at + 1 : at;
      if (!part.test(text2)) return false;
      at = part.lastIndex;
      continue;
    }
    at++;
  }
  return true;
}
function sameBytes(a, b) {
  return a.length === b.length && a.every((byte, index2) => byte === b[index2]);
}

// packages/mark/src/validate.ts
function validate(dict, artifactChalkId, sha2564, source) {
  const errors = dict.MAGIC === MAGIC ? [
    ...checkKeys(dict),
    ...checkArtifact(dict, artifactChalkId),
    ...checkMetadata(dict, sha2564),
    ...checkText(source)
  ] : [`not a chalk mark: MAGIC is ${show(dict.MAGIC)}, must be ${MAGIC}`];
  return { valid: errors.length === 0, errors };
}
function checkKeys(dict) {
  return ["CHALK_ID", "CHALK_VERSION", "METADATA_ID"].filter((key) => typeof dict[key] !== "string").map((key) => `mark is incomplete: ${key} is ${show(dict[key])}`);
}
function checkArtifact(dict, computed) {
  const found2 = dict.CHALK_ID;
  if (computed === void 0 || typeof found2 !== "string" || found2 === computed) return [];
  return [`artifact was changed after marking: CHALK_ID says ${found2}, content gives ${computed}`];
}
function checkMetadata(dict, sha2564) {
  try {
    const errors = compareMetadata(dict, metadataHash(dict, sha2564));
    const old = errors.length > 0 && compareMetadata(dict, oldMetadataHash(dict, sha2564)).length === 0;
    return old ? [] : errors;
  } catch (error) {
    if (error instanceof MarkError) return [`mark cannot be hashed: ${error.message}`];
    throw error;
  }
}
function checkText(source) {
  const error = source && checkSpelling(source);
  return error === void 0 ? [] : [error];
}
function compareMetadata(dict, hash) {
  return Object.entries({ METADATA_ID: metadataId(hash), METADATA_HASH: hash }).filter(([key, computed]) => dict[key] !== void 0 && dict[key] !== computed).map(([key, computed]) => `mark was changed: ${key} says ${show(dict[key])}, content gives ${computed}`);
}
function show(value) {
  if (typeof value === "string") return value;
  return value === void 0 ? "missing" : "not a string";
}

// packages/core/src/error.ts
var CodecError = class extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
  code;
  name = "CodecError";
};

// packages/core/src/bytes/fields.ts
var NOTHING = new Uint8Array(0);
function asBuffer(bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
function readAt(source, at, length, what) {
  if (!fits2(at, length, source.size)) throw truncated(what);
  const bytes = asBuffer(source.read(at, length));
  if (bytes.length !== length) throw truncated(what);
  return bytes;
}
function fits2(at, length, size) {
  return at >= 0 && length >= 0 && at <= size && length <= size - at;
}
function truncated(what) {
  return new CodecError("TRUNCATED", `${what} reaches past the end of the file`);
}
function u64(bytes, at) {
  return exact(bytes.readBigUInt64LE(at));
}
function u64be(bytes, at) {
  return exact(bytes.readBigUInt64BE(at));
}
function u64le(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
function exact(value) {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.POSITIVE_INFINITY;
}
function alignUp(offset, alignment) {
  return Math.ceil(offset / alignment) * alignment;
}
function isZero(source, at, length) {
  const piece = 1 << 16;
  for (let from = at, end = at + length; from < end; from += piece) {
    const bytes = source.read(from, Math.min(piece, end - from));
    if (bytes.some((byte) => byte !== 0)) return false;
  }
  return true;
}
function subSource(source, from, size) {
  return {
    size,
    read: (at, length) => source.read(from + at, Math.max(0, Math.min(length, size - at)))
  };
}
function overwrite(at, insert2) {
  return { at, remove: insert2.length, insert: insert2 };
}

// packages/core/src/formats/appended.ts
var MAX_MARK = 16 << 20;
function markAt(bytes, start, offset) {
  const parsed2 = parseMark(bytes, start);
  if ("error" in parsed2 || Object.keys(parsed2.dict).length === 1) return void 0;
  return { at: offset + start, text: bytes.slice(start, parsed2.end), dict: parsed2.dict };
}
var FIRST_LOOK = 1 << 16;
function appendedArtifact(source, type) {
  const mark2 = markAtEnd(source);
  const end = mark2 ? mark2.at : source.size;
  const cut3 = { at: end, remove: source.size - end };
  const without2 = mark2 ? [{ ...cut3, insert: NOTHING }] : [];
  return {
    type,
    ...mark2 && { mark: mark2 },
    normalForm: without2,
    insert: (text2) => [{ ...cut3, insert: text2 }],
    remove: () => without2
  };
}
function markAtEnd(source) {
  const { size } = source;
  if (size === 0 || source.read(size - 1, 1)[0] !== 125) return void 0;
  const most = Math.min(size, MAX_MARK);
  for (let look = Math.min(FIRST_LOOK, most); ; look = Math.min(look * 8, most)) {
    const bytes = source.read(size - look, look);
    const found2 = endingMark(bytes);
    if (found2) return { ...found2, at: size - look + found2.at };
    if (look === most) return void 0;
  }
}
function endingMark(bytes) {
  for (const { start, end, dict, placeholder } of findMarks(bytes))
    if (end === bytes.length && !placeholder) return { at: start, text: bytes.slice(start, end), dict };
  return void 0;
}

// packages/core/src/bytes/splices.ts
import { createHash } from "node:crypto";
var CHUNK = 1 << 20;
function* pieces(source, splices) {
  let at = 0;
  for (const splice of splices) {
    if (splice.at < at || splice.at + splice.remove > source.size) {
      throw new RangeError(
        `splice at ${splice.at} (-${splice.remove}) does not fit: at ${at} of ${source.size}`
      );
    }
    yield* range(source, at, splice.at);
    if (splice.insert.length > 0) yield splice.insert;
    at = splice.at + splice.remove;
  }
  yield* range(source, at, source.size);
}
function* range(source, from, to) {
  for (let at = from; at < to; ) {
    const piece = source.read(at, Math.min(CHUNK, to - at));
    if (piece.length === 0) throw new RangeError(`the file ended at ${at}, ${to - at} bytes early`);
    yield piece;
    at += piece.length;
  }
}
function splicedSize(size, splices) {
  return splices.reduce((sum2, { remove, insert: insert2 }) => sum2 - remove + insert2.length, size);
}
function applySplices(bytes, splices) {
  const result = Buffer.allocUnsafe(splicedSize(bytes.length, splices));
  let from = 0;
  let to = 0;
  for (const { at, remove, insert: insert2 } of splices) {
    result.set(bytes.subarray(from, at), to);
    to += at - from;
    result.set(insert2, to);
    to += insert2.length;
    from = at + remove;
  }
  result.set(bytes.subarray(from), to);
  return result;
}
function hashSpliced(source, splices) {
  const hash = createHash("sha256");
  for (const piece of pieces(source, splices)) hash.update(piece);
  return hash.digest("hex");
}
function sha2562(bytes) {
  return createHash("sha256").update(bytes).digest();
}

// packages/core/src/bytes/spliced-source.ts
function splicedSource(source, splices) {
  const runs = runsOf(source, splices);
  const size = splicedSize(source.size, splices);
  return {
    size,
    read(at, length) {
      const end = Math.min(at + length, size);
      const parts2 = [];
      for (let index2 = indexOf(runs, at); index2 < runs.length && runs[index2].at < end; index2++) {
        const run3 = runs[index2];
        parts2.push(partOf(run3, Math.max(at, run3.at), Math.min(end, run3.end)));
      }
      return parts2.length === 1 ? parts2[0] : Buffer.concat(parts2);
    }
  };
}
function runsOf(source, splices) {
  const runs = [];
  let at = 0;
  const add2 = (from, offset, length) => {
    if (length > 0) runs.push({ at, end: at + length, from, offset });
    at += length;
  };
  let read4 = 0;
  for (const splice of splices) {
    add2(source, read4, splice.at - read4);
    add2(splice.insert, 0, splice.insert.length);
    read4 = splice.at + splice.remove;
  }
  add2(source, read4, source.size - read4);
  return runs;
}
function composed(source, first2, second) {
  const splices = [];
  let inserts = [];
  let read4 = 0;
  const upTo = (offset) => {
    if (inserts.length > 0 || offset > read4)
      splices.push({ at: read4, remove: offset - read4, insert: Buffer.concat(inserts) });
    inserts = [];
  };
  const add2 = ({ from, offset, at: at2, end }) => {
    if (from instanceof Uint8Array) inserts.push(from.subarray(offset, offset + end - at2));
    else {
      upTo(offset);
      read4 = offset + end - at2;
    }
  };
  const runs = runsOf(source, first2);
  let at = 0;
  for (const splice of second) {
    for (const run3 of runsBetween(runs, at, splice.at)) add2(run3);
    add2({ from: splice.insert, offset: 0, at: 0, end: splice.insert.length });
    at = splice.at + splice.remove;
  }
  for (const run3 of runsBetween(runs, at, Number.POSITIVE_INFINITY)) add2(run3);
  upTo(source.size);
  return splices;
}
function* runsBetween(runs, from, to) {
  for (let index2 = indexOf(runs, from); index2 < runs.length && runs[index2].at < to; index2++) {
    const run3 = runs[index2];
    const at = Math.max(from, run3.at);
    yield { from: run3.from, offset: run3.offset + at - run3.at, at, end: Math.min(to, run3.end) };
  }
}
function partOf(run3, from, to) {
  const start = run3.offset + from - run3.at;
  const stop = run3.offset + to - run3.at;
  return run3.from instanceof Uint8Array ? run3.from.subarray(start, stop) : run3.from.read(start, stop - start);
}
function changesNothing(source, splices) {
  if (splicedSize(source.size, splices) !== source.size) return false;
  let from = 0;
  let shift = 0;
  for (const { at, remove, insert: insert2 } of splices) {
    if (shift !== 0 && !movesOntoItself(source, from, at, shift)) return false;
    if (!standsAt2(source, at + shift, insert2)) return false;
    shift += insert2.length - remove;
    from = at + remove;
  }
  return true;
}
function movesOntoItself(source, from, to, shift) {
  for (let at = from; at < to; at += CHUNK)
    if (!standsAt2(source, at + shift, source.read(at, Math.min(CHUNK, to - at)))) return false;
  return true;
}
function standsAt2(source, at, bytes) {
  return Buffer.compare(source.read(at, bytes.length), bytes) === 0;
}
function indexOf(runs, at) {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = low + high >> 1;
    if (runs[middle].end <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

// packages/core/src/formats/as-written.ts
var NOT_AS_WRITTEN = "it does not stand in the artifact as marking puts it there";
function isAsWritten(source, removal2, insertInto) {
  try {
    return changesNothing(source, replacement(source, removal2, insertInto));
  } catch (error) {
    if (error instanceof CodecError) return false;
    throw error;
  }
}
function replacement(source, removal2, insertInto) {
  return composed(source, removal2, insertInto(splicedSource(source, removal2)));
}

// packages/core/src/formats/end-archive.ts
var END_RECORD = Buffer.from("PK", "latin1");
var DIRECTORY_HEADER = 1347092738;
var END_SIZE = 22;
var MAX_COMMENT = 65535;
function endsInArchive(source, end) {
  const from = Math.max(0, end - END_SIZE - MAX_COMMENT);
  const tail = asBuffer(source.read(from, end - from));
  for (let at = tail.lastIndexOf(END_RECORD); at >= 0; at = at > 0 ? tail.lastIndexOf(END_RECORD, at - 1) : -1) {
    if (at + END_SIZE > tail.length) continue;
    const directoryAt = from + at - tail.readUInt32LE(at + 12);
    if (directoryAt < 0 || directoryAt === from + at) continue;
    const header = asBuffer(source.read(directoryAt, 4));
    if (header.length === 4 && header.readUInt32BE(0) === DIRECTORY_HEADER || isZip64(tail, at)) return true;
  }
  return false;
}
function isZip64(tail, at) {
  return at >= 20 && tail.readUInt32BE(at - 20) === 1347094023;
}

// packages/core/src/formats/elf/image.ts
var SHT_NOBITS = 8;
var ELF32 = {
  header: { size: 52, e_phoff: 28, e_shoff: 32, e_phentsize: 42, e_phnum: 44 },
  program: { size: 32, p_offset: 4, p_filesz: 16 },
  section: { size: 40, sh_addr: 12, sh_offset: 16, sh_size: 20, sh_link: 24 }
};
var ELF64 = {
  header: { size: 64, e_phoff: 32, e_shoff: 40, e_phentsize: 54, e_phnum: 56 },
  program: { size: 56, p_offset: 8, p_filesz: 32 },
  section: { size: 64, sh_addr: 16, sh_offset: 24, sh_size: 32, sh_link: 40 }
};
function readImage(source) {
  const ident = readAt(source, 0, 24, "the ELF header");
  const [elfClass, data] = [ident[4], ident[5]];
  if (elfClass !== 1 && elfClass !== 2 || data !== 1 && data !== 2) {
    throw new CodecError("MALFORMED", "the ELF header has an unknown class or byte order");
  }
  const littleEndian = data === 1;
  const layout = elfClass === 2 ? ELF64 : ELF32;
  const { header, program, section } = layout;
  const fields = fieldReader(readAt(source, 0, header.size, "the ELF header"), elfClass === 2, littleEndian);
  if (fields.u32(20) !== 1) throw new CodecError("MALFORMED", "the ELF header has an unknown version");
  const programTable = {
    at: fields.word(header.e_phoff),
    count: fields.u16(header.e_phnum),
    entrySize: fields.u16(header.e_phentsize)
  };
  const sectionTableAt = fields.word(header.e_shoff);
  const sectionCount = fields.u16(header.e_phnum + 4);
  const stringTableIndex = fields.u16(header.e_phnum + 6);
  if (sectionTableAt < header.size || sectionCount === 0) {
    throw new CodecError("NO_SECTIONS", "the ELF file has no section header table");
  }
  if (fields.u16(header.e_phnum + 2) !== section.size) {
    throw new CodecError("MALFORMED", "e_shentsize is not the size of a section header");
  }
  if (programTable.count > 0 && programTable.entrySize !== program.size) {
    throw new CodecError("MALFORMED", "e_phentsize is not the size of a program header");
  }
  const { claim, table, ranges } = claims(source, header.size, elfClass === 2, littleEndian);
  if (programTable.count > 0) {
    const headers2 = table(programTable.at, programTable.count, program.size, "the program header table");
    headers2.forEach((fields2, i) => {
      claim(fields2.word(program.p_offset), fields2.word(program.p_filesz), `segment ${i}`);
    });
  }
  const headers = table(sectionTableAt, sectionCount, section.size, "the section header table");
  const sections = headers.map((fields2, i) => {
    const found2 = {
      nameAt: fields2.u32(0),
      type: fields2.u32(4),
      address: fields2.word(section.sh_addr),
      offset: fields2.word(section.sh_offset),
      size: fields2.word(section.sh_size),
      link: fields2.u32(section.sh_link)
    };
    claim(found2.offset, found2.type === SHT_NOBITS ? 0 : found2.size, `section ${i}`);
    return found2;
  });
  return {
    class: elfClass === 2 ? 64 : 32,
    littleEndian,
    type: fields.u16(16),
    programTable,
    sectionTable: { from: sectionTableAt, to: sectionTableAt + sectionCount * section.size },
    sections,
    stringTableIndex,
    ranges,
    end: endOf(ranges)
  };
}
function endOfSegments(source) {
  const ident = asBuffer(source.read(0, 6));
  const [elfClass, data] = [ident[4], ident[5]];
  const { header, program } = elfClass === 2 ? ELF64 : ELF32;
  try {
    const fields = fieldReader(readAt(source, 0, header.size, "the ELF header"), elfClass === 2, data === 1);
    const { claim, table, ranges } = claims(source, header.size, elfClass === 2, data === 1);
    const count2 = fields.u16(header.e_phnum);
    for (const segment of table(fields.word(header.e_phoff), count2, program.size, "the program header table"))
      claim(segment.word(program.p_offset), segment.word(program.p_filesz), "a segment");
    return endOf(ranges);
  } catch (error) {
    if (error instanceof CodecError) return void 0;
    throw error;
  }
}
function endOf(ranges) {
  return ranges.reduce((end, { to }) => Math.max(end, to), 0);
}
function claims(source, headerSize, wide, littleEndian) {
  const ranges = [{ from: 0, to: headerSize }];
  const claim = (from, size, what) => {
    if (!fits2(from, size, source.size)) throw truncated(what);
    const range3 = { from, to: from + size };
    if (size > 0) ranges.push(range3);
    return range3;
  };
  const table = (at, count2, size, what) => {
    const { from, to } = claim(at, count2 * size, what);
    const bytes = asBuffer(source.read(from, to - from));
    if (bytes.length !== to - from) throw truncated(what);
    return Array.from(
      { length: count2 },
      (_, i) => fieldReader(bytes.subarray(i * size, (i + 1) * size), wide, littleEndian)
    );
  };
  return { claim, table, ranges };
}
function rangesBehind({ ranges }, offset) {
  return ranges.reduce((count2, { to }) => to > offset ? count2 + 1 : count2, 0);
}
function fieldReader(bytes, wide, littleEndian) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    u16: (at) => view.getUint16(at, littleEndian),
    u32: (at) => view.getUint32(at, littleEndian),
    /** An address or offset, by the file's class. Beyond 2^53 the nearest double does: it is past any file's end. */
    word: (at) => wide ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian)
  };
}

// packages/core/src/formats/elf/index.ts
var MARK = ".chalk.mark";
var FREE = ".chalk.free";
var HASH_SIZE = 32;
var SHT_PROGBITS = 1;
var [ET_REL, ET_DYN] = [1, 3];
var HEADER = ELF64.section.size;
var elf = {
  name: "elf",
  claims({ source }) {
    const magic = source.read(0, 4);
    return magic.length === 4 && asBuffer(magic).readUInt32BE(0) === 2135247942 ? "ELF" : void 0;
  },
  read({ source }) {
    const appended = appendedArtifact(source, "ELF");
    const end = appended.mark?.at ?? source.size;
    let image;
    try {
      image = readImage(subSource(source, 0, end));
      return sectionArtifact(readSectioned(source, image));
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      const file = subSource(source, 0, end);
      const imageEnd = image?.end ?? (error.code === "NO_SECTIONS" ? endOfSegments(file) : void 0);
      return lastResort(source, appended, imageEnd ?? end, end);
    }
  }
};
function readSectioned(source, image) {
  const reason = whyNoSection(image);
  if (reason) throw new CodecError("NO_PLACE", reason);
  const strings = image.sections[image.stringTableIndex];
  const names = readAt(source, strings.offset, strings.size, "the section-name string table");
  if (image.sections.some(({ nameAt }) => nameAt >= names.length)) {
    throw new CodecError("MALFORMED", "a section name lies outside the section-name string table");
  }
  const { from, to } = image.sectionTable;
  const found2 = image.sections.findIndex(
    ({ type, nameAt }) => type === SHT_PROGBITS && [MARK, FREE].includes(nameOf(names, nameAt))
  );
  const chalk = found2 < 0 ? void 0 : found2;
  if (chalk === void 0 && image.sections.length + 1 > MAX_SECTIONS) {
    throw new CodecError(
      "NO_PLACE",
      `the ELF file has ${image.sections.length} sections, too many for one more`
    );
  }
  if (chalk === void 0 && names.length + MARK.length + 1 > MAX_NAMES) {
    throw new CodecError("NO_PLACE", "the section-name string table has no room for one more name");
  }
  return {
    source,
    image,
    names,
    headers: readAt(source, from, to - from, "the section header table"),
    chalk,
    cut: placeOf(source, image, chalk)
  };
}
var MAX_SECTIONS = 1023;
var MAX_SEGMENTS = 1170;
var MAX_NAMES = 16 << 20;
function whyNoSection(image) {
  const { programTable, sections, stringTableIndex } = image;
  const strings = sections[stringTableIndex];
  if (image.class !== 64 || !image.littleEndian) return "not ELF of 64 bits, little-endian";
  if (image.type < ET_REL || image.type > ET_DYN) return "neither executable nor shared object";
  if (programTable.at < ELF64.header.size || programTable.count === 0) return "no program header table";
  if (programTable.count > MAX_SEGMENTS) return "too many program headers";
  if (sections.length > MAX_SECTIONS) return "too many section headers";
  if (!strings || stringTableIndex === 0) return "no section-name string table";
  if (strings.type === SHT_NOBITS) return "a section-name string table without bytes";
  if (strings.address !== 0) return "a section-name string table that is loaded";
  if (strings.size > MAX_NAMES) return "a section-name string table of more than 16 MiB";
  return void 0;
}
function placeOf(source, image, chalk) {
  const { sectionTable, sections, stringTableIndex, end } = image;
  const strings = sections[stringTableIndex];
  const tableIsLast = rangesBehind(image, sectionTable.from) === 1;
  const behindStrings = rangesBehind(image, strings.offset);
  if (chalk !== void 0) {
    const { offset, size } = sections[chalk];
    const inOrder2 = tableIsLast && behindStrings === 2 && rangesBehind(image, offset) === 3;
    return inOrder2 && isGap(source, offset + size, strings.offset) && isGap(source, strings.offset + strings.size, sectionTable.from) ? offset : void 0;
  }
  if (end !== source.size) return source.size;
  if (tableIsLast) return behindStrings === 2 ? strings.offset : sectionTable.from;
  return behindStrings === 1 ? strings.offset : source.size;
}
function lossIn(file) {
  const { source, image, names, chalk, cut: cut3 } = file;
  const { sectionTable, sections, stringTableIndex } = image;
  const strings = sections[stringTableIndex];
  const namesEnd = strings.offset + strings.size;
  if (chalk === void 0) {
    const isBetween = cut3 === strings.offset && namesEnd < sectionTable.from;
    return isBetween && !isGap(source, namesEnd, sectionTable.from) ? new CodecError("OVERLAY", "the ELF file has data between its section names and its section headers") : void 0;
  }
  const section = sections[chalk];
  return holdsOurs(source, section, nameOf(names, section.nameAt)) ? void 0 : new CodecError(
    "NAME_TAKEN",
    `the section ${nameOf(names, section.nameAt)} holds no mark: remove it first (objcopy --remove-section)`
  );
}
function holdsOurs(source, { offset, size }, name) {
  if (name === FREE) return size === HASH_SIZE;
  if (size > MAX_MARK) return false;
  const text2 = asBuffer(source.read(offset, size)).toString("latin1").replace(/^[ \t\n]+|[ \t\n]+$/g, "");
  const parsed2 = parseMark(Buffer.from(text2, "latin1"));
  return !("error" in parsed2) && parsed2.end === text2.length;
}
function isGap(source, from, to) {
  return isZero(source, from, to - from);
}
function nameOf(names, at) {
  const name = names.subarray(at, at + MARK.length + 1);
  const end = name.indexOf(0);
  return name.toString("latin1", 0, end < 0 ? name.length : end);
}
function markIn({ source, image, names, chalk }) {
  if (chalk === void 0) return void 0;
  const { nameAt, offset, size } = image.sections[chalk];
  if (nameOf(names, nameAt) !== MARK) return void 0;
  const bytes = asBuffer(source.read(offset, Math.min(size, MAX_MARK)));
  const blanks = bytes.findIndex((byte) => byte !== 32 && byte !== 10 && byte !== 9);
  return markAt(bytes, Math.max(blanks, 0), offset);
}
function sectionArtifact(file) {
  const found2 = markIn(file);
  const mark2 = found2 && { ...found2, ...!standsAsWritten(file, found2.text) && { broken: NOT_AS_WRITTEN } };
  return {
    type: "ELF",
    ...mark2 && { mark: mark2 },
    // HASH leaves out the 32 bytes, so the normal form is the free form without them.
    normalForm: file.cut === void 0 ? [] : edits(file, FREE, HASH_SIZE, NOTHING),
    insert(text2) {
      checkSafe(file);
      return edits(file, MARK, text2.length, text2);
    },
    remove(hash) {
      if (!mark2) return [];
      checkSafe(file);
      return edits(file, FREE, HASH_SIZE, hash);
    },
    deletedForm: (hash) => file.cut === void 0 || lossIn(file) ? [] : edits(file, FREE, HASH_SIZE, hash)
  };
}
function standsAsWritten(file, mark2) {
  if (file.cut === void 0) return false;
  return isAsWritten(
    file.source,
    edits(file, FREE, HASH_SIZE, Buffer.alloc(32)),
    (plain) => edits(readSectioned(plain, readImage(plain)), MARK, mark2.length, mark2)
  );
}
function checkSafe(file) {
  const { source, image, cut: cut3 } = file;
  if (cut3 === void 0) {
    throw new CodecError(
      "MOVED",
      `another tool moved the mark's section: remove it first (objcopy --remove-section ${MARK})`
    );
  }
  const loss = lossIn(file);
  if (loss) throw loss;
  checkNoOverlay(source, image.end, source.size);
}
function checkNoOverlay(source, from, to) {
  if (from < to && !isZero(source, from, to - from)) {
    throw new CodecError(
      "OVERLAY",
      `the ELF image is followed by ${to - from} bytes of other data: mark it before they are appended`
    );
  }
  if (endsInArchive(source, to))
    throw new CodecError(
      "OVERLAY",
      "it ends in a ZIP archive, which its readers look for from the file's end"
    );
}
function edits(file, name, size, content) {
  const { source, image, chalk, cut: cut3 = source.size } = file;
  const { sectionTable, stringTableIndex, sections } = image;
  const added = chalk === void 0;
  const contentAt = added ? alignUp(cut3, 8) : cut3;
  const names = added ? appendName(file.names, name) : rename(file.names, sections[chalk].nameAt, name);
  const namesAt = alignUp(contentAt + size, 8);
  const headersAt = alignUp(namesAt + names.length, 8);
  const headers = Buffer.from(file.headers);
  setExtent(headers, stringTableIndex, namesAt, names.length);
  if (!added) setExtent(headers, chalk, contentAt, size);
  const index2 = added ? newHeaderIndex(image) : chalk;
  const tail = Buffer.concat([
    Buffer.alloc(contentAt - cut3),
    content,
    Buffer.alloc(namesAt - contentAt - size),
    names,
    Buffer.alloc(headersAt - namesAt - names.length),
    added ? withHeader(headers, index2, file.names.length, contentAt, size) : headers
  ]);
  const { e_shoff, e_phnum } = ELF64.header;
  const splices = [overwrite(e_shoff, u64le(headersAt))];
  if (added) {
    const counts = Buffer.alloc(4);
    counts.writeUInt16LE(sections.length + 1, 0);
    counts.writeUInt16LE(stringTableIndex + (index2 <= stringTableIndex ? 1 : 0), 2);
    splices.push(overwrite(e_phnum + 4, counts));
    if (cut3 >= sectionTable.to) splices.push(staleSize(file, names.length));
  }
  const to = added ? source.size : sectionTable.to;
  return [...splices, { at: cut3, remove: to - cut3, insert: tail }];
}
function staleSize({ image }, namesLength) {
  const at = image.sectionTable.from + image.stringTableIndex * HEADER + ELF64.section.sh_size;
  return overwrite(at, u64le(namesLength));
}
function newHeaderIndex({ sections, stringTableIndex }) {
  const last = sections.length - 1;
  const pinned = sections.some(({ link }) => link === last);
  return stringTableIndex === last && !pinned ? last : sections.length;
}
function withHeader(headers, index2, nameAt, at, size) {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(nameAt, 0);
  header.writeUInt32LE(SHT_PROGBITS, 4);
  setExtent(header, 0, at, size);
  return Buffer.concat([headers.subarray(0, index2 * HEADER), header, headers.subarray(index2 * HEADER)]);
}
function setExtent(headers, index2, offset, size) {
  headers.set(u64le(offset), index2 * HEADER + ELF64.section.sh_offset);
  headers.set(u64le(size), index2 * HEADER + ELF64.section.sh_size);
}
function appendName(names, name) {
  return Buffer.concat([names, Buffer.from(`${name}\0`, "latin1")]);
}
function rename(names, at, name) {
  const renamed = Buffer.from(names);
  renamed.write(name, at, "latin1");
  return renamed;
}
var MODULE_SIGNATURE = "~Module signature appended~\n";
function lastResort(source, appended, imageEnd, end) {
  const check = () => {
    const tail = asBuffer(source.read(Math.max(0, end - MODULE_SIGNATURE.length), MODULE_SIGNATURE.length));
    if (tail.toString("latin1") === MODULE_SIGNATURE) {
      throw new CodecError("SIGNED", "the kernel module is signed: mark before signing");
    }
    checkNoOverlay(source, imageEnd, end);
  };
  return {
    ...appended,
    insert(text2) {
      check();
      return appended.insert(text2);
    }
  };
}

// packages/core/src/formats/format.ts
function claimedBy(codecs2, candidate, options) {
  return codecs2.find((codec) => codec.claims(candidate, options) !== void 0);
}

// packages/core/src/bytes/window.ts
var WHOLE_LIMIT = 64 * 1024 * 1024;
var WINDOW_SIZE = 1024 * 1024;
function openWindow(source, wholeLimit = WHOLE_LIMIT, windowSize = WINDOW_SIZE) {
  return source.size <= wholeLimit ? wholeWindow(readExactly(source, 0, source.size)) : slidingWindow(source, windowSize);
}
function without(window, from, to) {
  return replaced(window, from, to, NOTHING2);
}
var NOTHING2 = new Uint8Array();
function replaced(window, from, to, insert2) {
  if (window.whole)
    return wholeWindow(Buffer.concat([window.slice(0, from), insert2, window.slice(to, window.size)]));
  const behind3 = from + insert2.length;
  const gap = to - behind3;
  const source = {
    size: window.size - gap,
    read(at, length) {
      const end = at + length;
      return Buffer.concat([
        window.slice(at, Math.min(end, from)),
        insert2.subarray(Math.max(at - from, 0), Math.max(end - from, 0)),
        window.slice(Math.max(at, behind3) + gap, end + gap)
      ]);
    }
  };
  return slidingWindow(source, WINDOW_SIZE);
}
function wholeWindow(whole) {
  return {
    size: whole.length,
    whole,
    byte: (at) => whole[at],
    slice: (from, to) => whole.subarray(Math.max(from, 0), to),
    indexOf: (what, from) => whole.indexOf(what, from),
    lastIndexOf: (byte, before) => before <= 0 ? -1 : whole.lastIndexOf(byte, before - 1)
  };
}
function slidingWindow(source, windowSize) {
  const { size } = source;
  let start = 0;
  let bytes = Buffer.alloc(0);
  function slice(from, to) {
    from = Math.max(from, 0);
    to = Math.min(to, size);
    if (from >= to) return Buffer.alloc(0);
    if (from < start || to > start + bytes.length) {
      const length = Math.max(to - from, windowSize);
      start = Math.max(0, from - (length - (to - from) >> 1));
      bytes = readExactly(source, start, Math.min(length, size - start));
      if (to > start + bytes.length) {
        start = from;
        bytes = readExactly(source, from, to - from);
      }
    }
    return bytes.subarray(from - start, to - start);
  }
  return {
    size,
    byte(at) {
      const index2 = at - start;
      if (index2 >= 0 && index2 < bytes.length) return bytes[index2];
      return at < 0 ? void 0 : slice(at, at + 1)[0];
    },
    slice,
    indexOf(what, from) {
      for (let at = Math.max(from, 0); at + what.length <= size; at += windowSize) {
        const found2 = slice(at, at + windowSize + what.length - 1).indexOf(what);
        if (found2 >= 0) return at + found2;
      }
      return -1;
    },
    lastIndexOf(byte, before) {
      for (let end = Math.min(before, size); end > 0; end -= windowSize) {
        const at = Math.max(0, end - windowSize);
        const found2 = slice(at, end).lastIndexOf(byte);
        if (found2 >= 0) return at + found2;
      }
      return -1;
    }
  };
}
function readExactly(source, at, length) {
  const bytes = source.read(at, length);
  if (bytes.length !== length)
    throw new CodecError("TRUNCATED", `ends at byte ${at + bytes.length}, expected ${at + length}`);
  return Buffer.isBuffer(bytes) ? bytes : asBuffer(bytes);
}

// packages/core/src/formats/gguf.ts
var TYPE = "GGUF model";
var KEY = "chalk.mark";
var KV_COUNT = 16;
var DEFAULT_ALIGNMENT = 32;
var MAX_ALIGNMENT = 1 << 20;
var SIZES = [1, 1, 2, 2, 4, 4, 4, 1, void 0, void 0, 8, 8, 8];
var UINT32 = 4;
var STRING = 8;
var ARRAY = 9;
var MAX_NESTING = 16;
var gguf = {
  name: "gguf",
  claims: ({ source }) => asBuffer(source.read(0, 4)).toString("latin1") === "GGUF" ? TYPE : void 0,
  read: ({ source }) => artifactOf(source, readModel(source))
};
function readModel(source) {
  const cursor = { window: openWindow(source, 0), at: 4 };
  const version = readU32(cursor);
  if (version !== 2 && version !== 3)
    throw new CodecError(
      "UNSUPPORTED_VERSION",
      `GGUF of version ${version}, or big-endian: only 2 and 3 are read`
    );
  const tensorCount = readU64(cursor);
  const kvCount = readU64(cursor);
  const model = { kvCount, tensorCount, alignment: DEFAULT_ALIGNMENT, pairsEnd: 0, infosEnd: 0 };
  for (let i = 0; i < kvCount; i++) readPair(cursor, model);
  model.pairsEnd = cursor.at;
  for (let i = 0; i < tensorCount; i++) skipTensorInfo(cursor);
  model.infosEnd = cursor.at;
  return model;
}
function readPair(cursor, model) {
  const { at } = cursor;
  const key = readString(cursor, "a key");
  const type = readU32(cursor);
  const value = cursor.at;
  skipValue(cursor, type, 0);
  if (key === KEY) model.pair = { at, end: cursor.at, type, value };
  if (key !== "general.alignment") return;
  const alignment = type === UINT32 ? cursor.window.slice(value, value + 4).readUInt32LE() : 0;
  if (alignment === 0 || alignment > MAX_ALIGNMENT)
    throw new CodecError("MALFORMED", "general.alignment is not a number to align to");
  model.alignment = alignment;
}
function skipValue(cursor, type, depth) {
  const size = SIZES[type];
  if (size !== void 0) skip(cursor, size, "a value");
  else if (type === STRING) skip(cursor, readU64(cursor), "a string");
  else if (type === ARRAY) skipArray(cursor, depth);
  else throw new CodecError("MALFORMED", `a metadata value of the unknown type ${type}`);
}
function skipArray(cursor, depth) {
  if (depth > MAX_NESTING) throw new CodecError("MALFORMED", `arrays nested deeper than ${MAX_NESTING}`);
  const type = readU32(cursor);
  const count2 = readU64(cursor);
  const size = SIZES[type];
  if (size !== void 0) skip(cursor, count2 * size, "an array");
  else for (let i = 0; i < count2; i++) skipValue(cursor, type, depth + 1);
}
function skipTensorInfo(cursor) {
  skip(cursor, readU64(cursor), "a tensor\u2019s name");
  skip(cursor, readU32(cursor) * 8 + 4 + 8, "a tensor\u2019s description");
}
function readU32(cursor) {
  return take2(cursor, 4, "a field").readUInt32LE();
}
function readU64(cursor) {
  return u64(take2(cursor, 8, "a field"), 0);
}
function readString(cursor, what) {
  const length = readU64(cursor);
  const { at } = cursor;
  skip(cursor, length, what);
  return cursor.window.slice(at, at + Math.min(length, 64)).toString("latin1");
}
function take2(cursor, length, what) {
  const { at } = cursor;
  skip(cursor, length, what);
  return cursor.window.slice(at, at + length);
}
function skip(cursor, length, what) {
  if (!fits2(cursor.at, length, cursor.window.size)) throw truncated(what);
  cursor.at += length;
}
function markIn2(source, model) {
  const { pair } = model;
  if (pair?.type !== STRING) return void 0;
  const at = pair.value + 8;
  const bytes = source.read(at, pair.end - at);
  const parsed2 = parseMark(bytes);
  if ("error" in parsed2) return void 0;
  const text2 = bytes.slice(0, parsed2.end);
  const isBlanked = asBuffer(text2).toString("latin1", text2.length - 3) === "  }";
  const plainText = isBlanked ? Buffer.concat([text2.subarray(0, -2), Buffer.from("}")]) : text2;
  const insertInto = (plain) => insertion(plain, readModel(plain), plainText);
  return {
    at,
    text: text2,
    dict: parsed2.dict,
    ...isBlanked && { written: withBlank },
    ...!isAsWritten(source, edits2(source, model, void 0), insertInto) && { broken: NOT_AS_WRITTEN }
  };
}
function artifactOf(source, model) {
  const mark2 = markIn2(source, model);
  const without2 = mark2 ? edits2(source, model, void 0) : [];
  return {
    type: TYPE,
    ...mark2 && { mark: mark2 },
    normalForm: without2,
    insert(text2) {
      if (model.pair && !mark2) throw nameTaken();
      checkPadding(source, model);
      return mark2 ? replacement(source, without2, (plain) => insertion(plain, readModel(plain), text2)) : insertion(source, model, text2);
    },
    remove: () => without2
  };
}
function insertion(source, model, mark2) {
  if (model.pair) throw nameTaken();
  checkPadding(source, model);
  return edits2(source, model, mark2);
}
function nameTaken() {
  return new CodecError("NAME_TAKEN", `the model has a ${KEY} in its metadata that is not a mark`);
}
function checkPadding(source, model) {
  const { infosEnd, tensorCount, alignment } = model;
  if (source.size < alignUp(infosEnd, alignment) && (tensorCount > 0 || source.size > infosEnd))
    throw new CodecError("TRUNCATED", "the model ends before its tensor data: get it anew");
  if (!isZero(source, infosEnd, paddingOf(source, model)))
    throw new CodecError("MALFORMED", "the padding before the tensor data is not zero: it would be lost");
}
function edits2(source, model, text2) {
  const { kvCount, pair, pairsEnd, infosEnd } = model;
  const old = pair ?? { at: pairsEnd, end: pairsEnd };
  const end = (insert3) => infosEnd - (old.end - old.at) + insert3.length;
  let insert2 = text2 ? encodePair(text2) : NOTHING;
  const padding = paddingOf(source, model);
  const padded2 = isPadded(source, model);
  if (text2 && !padded2 && end(insert2) % model.alignment === 0) insert2 = encodePair(withBlank(text2));
  const newPadding = padded2 ? alignUp(end(insert2), model.alignment) - end(insert2) : padding;
  return [
    { at: KV_COUNT, remove: 8, insert: u64le(kvCount - (pair ? 1 : 0) + (text2 ? 1 : 0)) },
    { at: old.at, remove: old.end - old.at, insert: insert2 },
    { at: infosEnd, remove: padding, insert: Buffer.alloc(newPadding) }
  ];
}
function paddingOf({ size }, { infosEnd, alignment }) {
  return Math.min(alignUp(infosEnd, alignment), size) - infosEnd;
}
function isPadded({ size }, { tensorCount, infosEnd, alignment }) {
  return tensorCount > 0 || size >= alignUp(infosEnd, alignment);
}
function encodePair(text2) {
  const type = Buffer.alloc(4);
  type.writeUInt32LE(STRING);
  return Buffer.concat([u64le(KEY.length), Buffer.from(KEY), type, u64le(text2.length), text2]);
}
function withBlank(text2) {
  return Buffer.concat([text2.subarray(0, -1), Buffer.from(" }")]);
}

// packages/core/src/formats/mach-o/code-signature.ts
import { createHash as createHash2 } from "node:crypto";
var CSMAGIC_EMBEDDED_SIGNATURE = 4208856256;
var CSMAGIC_CODEDIRECTORY = 4208856066;
var CSSLOT_SIGNATURESLOT = 65536;
var CS_ADHOC = 2;
var HASH_TYPES = {
  1: { algorithm: "sha1", size: 20 },
  2: { algorithm: "sha256", size: 32 },
  3: { algorithm: "sha256", size: 20 },
  4: { algorithm: "sha384", size: 48 }
};
var CODE_DIRECTORY_FIELDS = [
  { since: 131328, at: 44, use: "none" },
  { since: 131584, at: 48, use: "team" },
  { since: 131840, at: 56, use: "none" },
  { since: 131840, at: 60, use: "none" },
  { since: 132352, at: 92, use: "none" },
  { since: 132608, at: 100, use: "none" }
];
var MAX_BLOBS = 64;
var MAX_DIRECTORIES = 6;
var MAX_BLOB_BYTES = 16 << 20;
function readSignature(image, at, size) {
  if (at + size > image.size) throw malformed("it reaches past the end of the file");
  const source = subSource(image, at, size);
  const head = readPart(source, 0, 12);
  const length = head.readUInt32BE(4);
  const count2 = head.readUInt32BE(8);
  if (head.readUInt32BE(0) !== CSMAGIC_EMBEDDED_SIGNATURE) throw malformed("no SuperBlob");
  if (length > size || count2 > MAX_BLOBS) throw malformed("sizes that do not fit");
  const index2 = readPart(source, 12, count2 * 8);
  const entries = Array.from({ length: count2 }, (_, i) => {
    const [type, offset] = [index2.readUInt32BE(i * 8), index2.readUInt32BE(i * 8 + 4)];
    const blob2 = readPart(source, offset, 8);
    const entry = { type, offset, magic: blob2.readUInt32BE(0), size: blob2.readUInt32BE(4) };
    if (offset < 12 + index2.length || entry.size < 8 || entry.size > length - offset) {
      throw malformed("a blob outside it");
    }
    return entry;
  });
  if (entries.some(({ type, size: size2 }) => type === CSSLOT_SIGNATURESLOT && size2 > 8)) {
    throw new CodecError("SIGNED", "signed with a certificate: mark before signing");
  }
  const directories = entries.filter(({ magic }) => magic === CSMAGIC_CODEDIRECTORY);
  if (!directories.some(({ type }) => type === 0)) throw malformed("no CodeDirectory");
  if (directories.length > MAX_DIRECTORIES) throw malformed("too many CodeDirectories");
  const others = entries.filter((entry) => !directories.includes(entry));
  if (others.reduce((sum2, { size: size2 }) => sum2 + size2, 0) > MAX_BLOB_BYTES) {
    throw malformed("more than 16 MiB beside its hashes");
  }
  const start = Math.min(...entries.map(({ offset }) => offset));
  const padding = size - length;
  return {
    blobs: entries.map(
      ({ type, offset, magic, size: size2 }) => magic === CSMAGIC_CODEDIRECTORY ? readDirectory(source, type, offset, size2, at) : { type, offset, bytes: readPart(source, offset, size2) }
    ),
    start: start <= alignUp(12 + index2.length, 16) ? start : 12 + index2.length,
    padding: size % 16 === 0 && padding < 16 ? "align" : padding
  };
}
function isPacked(image, at, size) {
  const source = subSource(image, at, size);
  const head = readPart(source, 0, 12);
  const [length, count2] = [head.readUInt32BE(4), head.readUInt32BE(8)];
  if (head.readUInt32BE(0) !== CSMAGIC_EMBEDDED_SIGNATURE || length > size || count2 > MAX_BLOBS) return false;
  const index2 = readPart(source, 12, count2 * 8);
  const offsets = Array.from({ length: count2 }, (_, i) => index2.readUInt32BE(i * 8 + 4)).sort((a, b) => a - b);
  const indexEnd = 12 + index2.length;
  let end = offsets[0] ?? indexEnd;
  if (end < indexEnd || end > alignUp(indexEnd, 16) || !isZero(source, indexEnd, end - indexEnd)) return false;
  for (const offset of offsets) {
    if (offset !== end) return false;
    end += readPart(source, offset, 8).readUInt32BE(4);
  }
  return end === length && isZero(source, length, size - length);
}
function readDirectory(source, type, offset, length, limit) {
  const fixed = readPart(source, offset, 44);
  const version = fixed.readUInt32BE(8);
  const hashOffset = fixed.readUInt32BE(16);
  const [specialSlots, codeSlots, codeLimit] = [24, 28, 32].map((at) => fixed.readUInt32BE(at));
  const [hashSize, hashType, pageSize] = [fixed[36], fixed[37], fixed[39]];
  if (HASH_TYPES[hashType]?.size !== hashSize) throw malformed(`an unknown hash type, ${hashType}`);
  if (pageSize !== 0 && (pageSize < 12 || pageSize > 16)) throw malformed("an unusual page size");
  if ((fixed.readUInt32BE(12) & CS_ADHOC) === 0) throw malformed("neither ad hoc nor with a certificate");
  const fields = CODE_DIRECTORY_FIELDS.filter(({ since }) => version >= since);
  const headerSize = Math.max(44, ...fields.map(({ at }) => at + 4));
  if (hashOffset > MAX_BLOB_BYTES || hashOffset < headerSize + specialSlots * hashSize) {
    throw malformed("hashes that overlap");
  }
  const bytes = readPart(source, offset, hashOffset);
  const slotsAreLast = hashOffset + codeSlots * hashSize === length;
  const strangers = fields.some(({ at, use }) => use !== "team" && bytes.readUInt32BE(at) !== 0);
  const names = [20, ...fields.filter(({ use }) => use === "team").map(({ at }) => at)];
  if (codeLimit !== limit || codeSlots !== slotCount(limit, pageSize) || !slotsAreLast || strangers || names.some((at) => bytes.readUInt32BE(at) >= hashOffset)) {
    throw malformed("an unusual layout");
  }
  return { type, offset, bytes, directory: { hashType, pageSize } };
}
function signatureSize(signature, limit) {
  const length = signature.blobs.reduce((sum2, blob2) => sum2 + blobSize(blob2, limit), signature.start);
  return signature.padding === "align" ? alignUp(length, 16) : length + signature.padding;
}
function sign(signature, limit, content) {
  const { blobs } = signature;
  const result = Buffer.alloc(signatureSize(signature, limit));
  let at = signature.start;
  result.writeUInt32BE(CSMAGIC_EMBEDDED_SIGNATURE, 0);
  result.writeUInt32BE(blobs.length, 8);
  for (const blob2 of blobs.toSorted((a, b) => a.offset - b.offset)) {
    const entry = 12 + blobs.indexOf(blob2) * 8;
    result.writeUInt32BE(blob2.type, entry);
    result.writeUInt32BE(at, entry + 4);
    result.set(blob2.bytes, at);
    if (blob2.directory) {
      const size = blobSize(blob2, limit);
      const directory = result.subarray(at, at + size);
      directory.writeUInt32BE(size, 4);
      directory.writeUInt32BE(slotCount(limit, blob2.directory.pageSize), 28);
      directory.writeUInt32BE(limit, 32);
      writeSlots(directory.subarray(blob2.bytes.length), blob2.directory, content());
    }
    at += blobSize(blob2, limit);
  }
  result.writeUInt32BE(at, 4);
  return result;
}
function coversItsBlobs({ blobs }) {
  const others = blobs.filter(({ type, directory }) => !directory && type !== CSSLOT_SIGNATURESLOT);
  return blobs.every(({ bytes, directory }) => {
    if (!directory) return true;
    const { algorithm, size } = HASH_TYPES[directory.hashType];
    const count2 = bytes.readUInt32BE(24);
    return others.every((other2) => {
      if (other2.type > count2) return false;
      const slot = bytes.subarray(bytes.length - other2.type * size).subarray(0, size);
      return createHash2(algorithm).update(other2.bytes).digest().subarray(0, size).equals(slot);
    });
  });
}
function writeSlots(slots, { hashType, pageSize }, content) {
  const { algorithm, size } = HASH_TYPES[hashType];
  const page2 = pageSize === 0 ? Number.POSITIVE_INFINITY : 2 ** pageSize;
  let hash = createHash2(algorithm);
  let left = page2;
  let at = 0;
  const finish = () => {
    slots.set(hash.digest().subarray(0, size), at);
    at += size;
    hash = createHash2(algorithm);
    left = page2;
  };
  for (const piece of content) {
    for (let from = 0; from < piece.length; ) {
      const part = piece.subarray(from, from + left);
      hash.update(part);
      from += part.length;
      left -= part.length;
      if (left === 0) finish();
    }
  }
  if (left < page2) finish();
}
function blobSize({ bytes, directory }, limit) {
  if (!directory) return bytes.length;
  return bytes.length + slotCount(limit, directory.pageSize) * HASH_TYPES[directory.hashType].size;
}
function slotCount(limit, pageSize) {
  return pageSize === 0 ? 1 : Math.ceil(limit / 2 ** pageSize);
}
function readPart(source, at, length) {
  if (at + length > source.size) throw malformed("a part outside it");
  return readAt(source, at, length, "the code signature");
}
function malformed(reason) {
  return new CodecError("MALFORMED_SIGNATURE", `malformed code signature: ${reason}`);
}

// packages/core/src/formats/mach-o/image.ts
var HEADER_SIZE = 32;
var LC_CODE_SIGNATURE = 29;
var LC_NOTE = 49;
var MH_MAGIC_64 = 4277009103;
var LC_SEGMENT_64 = 25;
var SEGMENT = { segname: 8, vmaddr: 24, vmsize: 32, fileoff: 40, filesize: 48, nsects: 64, size: 72 };
var SECTION = { size: 80, offset: 48 };
var MAX_COMMANDS = 16 << 20;
var CHALK_OWNER = "chalk".padEnd(16, "\0");
function readImage2(source) {
  const header = readAt(source, 0, HEADER_SIZE, "the Mach-O header");
  if (header.readUInt32LE(0) !== MH_MAGIC_64) {
    throw new CodecError("UNSUPPORTED", "Mach-O of 32 bits or big-endian cannot be marked");
  }
  const [count2, size] = [header.readUInt32LE(16), header.readUInt32LE(20)];
  if (size > MAX_COMMANDS) throw malformed2("more than 16 MiB of load commands");
  const commands = splitCommands(readAt(source, HEADER_SIZE, size, "the load commands"), count2);
  const segments = commands.filter(({ cmd }) => cmd === LC_SEGMENT_64).map(readSegment);
  const linkedit2 = segments.find(({ name }) => name === "__LINKEDIT");
  const starts = segments.flatMap(({ at, size: size2, sections }) => size2 > 0 ? [at, ...sections] : sections);
  return {
    header,
    commands,
    commandsEnd: HEADER_SIZE + size,
    spaceEnd: starts.reduce((least, at) => at > 0 && at < least ? at : least, source.size),
    linkedit: linkedit2 && {
      ...linkedit2,
      maxVmsize: segments.reduce(
        (most, { vmaddr }) => vmaddr > linkedit2.vmaddr ? Math.min(most, vmaddr - linkedit2.vmaddr) : most,
        Number.POSITIVE_INFINITY
      )
    },
    signature: only(commands.filter(({ cmd }) => cmd === LC_CODE_SIGNATURE).map(readSignaturePart)),
    note: only(commands.filter(isChalkNote).map(readNotePart))
  };
}
function splitCommands(bytes, count2) {
  const commands = [];
  let at = 0;
  for (let i = 0; i < count2; i++) {
    if (bytes.length - at < 8) throw malformed2(`load command ${i} lies behind sizeofcmds`);
    const size = bytes.readUInt32LE(at + 4);
    if (size < 8 || size > bytes.length - at) throw malformed2(`load command ${i} has a wrong size`);
    commands.push({ cmd: bytes.readUInt32LE(at), bytes: bytes.subarray(at, at + size) });
    at += size;
  }
  if (at !== bytes.length) throw malformed2("sizeofcmds is not the size of the load commands");
  return commands;
}
function readSegment(command) {
  const { bytes } = command;
  if (bytes.length < SEGMENT.size) throw malformed2("a segment command is too short");
  const count2 = bytes.readUInt32LE(SEGMENT.nsects);
  if (count2 > (bytes.length - SEGMENT.size) / SECTION.size)
    throw malformed2("a segment has more sections than fit");
  return {
    command,
    name: bytes.toString("latin1", SEGMENT.segname, SEGMENT.segname + 16).replace(/\0+$/, ""),
    vmaddr: u64(bytes, SEGMENT.vmaddr),
    at: u64(bytes, SEGMENT.fileoff),
    size: u64(bytes, SEGMENT.filesize),
    sections: Array.from(
      { length: count2 },
      (_, i) => bytes.readUInt32LE(SEGMENT.size + i * SECTION.size + SECTION.offset)
    )
  };
}
function readSignaturePart(command) {
  const { bytes } = command;
  if (bytes.length !== 16) throw malformed2("LC_CODE_SIGNATURE has a wrong size");
  return { command, at: bytes.readUInt32LE(8), size: bytes.readUInt32LE(12) };
}
function isChalkNote({ cmd, bytes }) {
  return cmd === LC_NOTE && bytes.toString("latin1", 8, 24) === CHALK_OWNER;
}
function readNotePart(command) {
  const { bytes } = command;
  if (bytes.length !== 40) throw malformed2("the chalk note has a wrong size");
  return { command, at: u64(bytes, 24), size: u64(bytes, 32) };
}
function only(found2) {
  if (found2.length > 1) throw malformed2("two load commands where only one may be");
  return found2[0];
}
function malformed2(reason) {
  return new CodecError("MALFORMED", `malformed Mach-O: ${reason}`);
}

// packages/core/src/formats/mach-o/linkedit.ts
var [LC_SYMTAB, LC_DYSYMTAB, LC_TWOLEVEL_HINTS, LC_DYLD_INFO, LC_NOTE2] = [2, 11, 22, 34, 49];
var LC_REQ_DYLD = 2147483648;
var DATA_COMMAND_SIZE = 16;
function checkNoPayload(source, { commands, linkedit: linkedit2 }, end) {
  const ends = commands.flatMap(tableEnds).filter((to) => to <= end);
  const from = Math.max(linkedit2.at, ...ends);
  if (!isZero(source, from, end - from))
    throw new CodecError(
      "OVERLAY",
      `the tables of the Mach-O file are followed by ${end - from} bytes of other data, and programs look for such data from the file's end: mark it before they are appended`
    );
  if (endsInArchive(source, end))
    throw new CodecError(
      "OVERLAY",
      "it ends in a ZIP archive, which its readers look for from the file's end"
    );
}
function tableEnds({ cmd, bytes }) {
  const u323 = (at) => at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0;
  const table = (at, size = 1) => u323(at) + u323(at + 4) * size;
  switch ((cmd & ~LC_REQ_DYLD) >>> 0) {
    case LC_SYMTAB:
      return [table(8, 16), table(16)];
    case LC_DYSYMTAB:
      return [table(32, 8), table(40, 56), table(48, 4), table(56, 4), table(64, 8), table(72, 8)];
    case LC_TWOLEVEL_HINTS:
      return [table(8, 4)];
    case LC_DYLD_INFO:
      return [8, 16, 24, 32, 40].map((at) => table(at));
    case LC_NOTE2:
      return bytes.length === 40 ? [Number(bytes.readBigUInt64LE(24) + bytes.readBigUInt64LE(32))] : [];
    default:
      return bytes.length === DATA_COMMAND_SIZE ? [table(8)] : [];
  }
}

// packages/core/src/formats/mach-o/slice.ts
var NOTE_SIZE = 40;
var SIGNATURE_COMMAND_SIZE = 16;
var SIGNATURE_ALIGNMENT = 16;
var PAGE = 16384;
var SMALL_PAGE = 4096;
function readSlice(source) {
  const image = readImage2(source);
  const found2 = readMark(source, image);
  const layout = attempt(() => readLayout(source, image, found2));
  const normalForm2 = attempt(() => marked(orThrow(layout), Buffer.alloc(32)));
  const signature = attempt(() => signatureOf(orThrow(layout)));
  const broken = found2 && whyBroken(layout, signature, found2);
  const plain = () => edits3(orThrow(layout), NOTHING, orThrow(signature));
  const checkSignature3 = () => checkFits(orThrow(layout), orThrow(signature));
  return {
    type: "Mach-O executable",
    ...found2 && { mark: { ...found2, ...broken !== void 0 && { broken } } },
    normalForm: normalForm2 instanceof CodecError ? [] : normalForm2,
    ...!(layout instanceof CodecError) && !(signature instanceof CodecError) && { contentForm: plain },
    ...signatureLines(image, signature),
    insert(text2) {
      const splices = marked(orThrow(layout), text2, orThrow(signature));
      checkSignature3();
      checkNoPayload(source, image, orThrow(layout).end);
      return splices;
    },
    remove() {
      if (!found2) return [];
      checkSignature3();
      return plain();
    }
  };
}
function attempt(read4) {
  try {
    return read4();
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
}
function orThrow(result) {
  if (result instanceof CodecError) throw result;
  return result;
}
function readMark(source, { note: note2 }) {
  if (!note2 || !fits2(note2.at, note2.size, source.size)) return void 0;
  return markAt(source.read(note2.at, Math.min(note2.size, MAX_MARK)), 0, note2.at);
}
function readLayout(source, image, mark2) {
  const { linkedit: linkedit2, signature, note: note2 } = image;
  if (!linkedit2) throw new CodecError("NO_PLACE", "the Mach-O file has no __LINKEDIT segment");
  if (linkedit2.at + linkedit2.size !== source.size) {
    throw new CodecError("OVERLAY", "the Mach-O file does not end with its __LINKEDIT segment");
  }
  let end = source.size;
  if (signature) {
    if (signature.at < linkedit2.at || signature.at + signature.size !== end) {
      throw new CodecError("MALFORMED_SIGNATURE", "malformed code signature: not at the end of the file");
    }
    end = signature.at;
  }
  if (note2) {
    const noteEnd = note2.at + note2.size;
    const isLast = note2.at >= linkedit2.at && noteEnd <= end && end - noteEnd < SIGNATURE_ALIGNMENT;
    const isMark = mark2?.at === note2.at && mark2.text.length === note2.size;
    if (!isLast || !isMark || !isZero(source, noteEnd, end - noteEnd)) {
      throw new CodecError("MOVED", "the chalk note does not point at a mark at the end of __LINKEDIT");
    }
    end = note2.at;
  }
  return { source, image, linkedit: linkedit2, end };
}
function checkRoom({ source, image }, size) {
  const { commandsEnd, spaceEnd, signature, note: note2 } = image;
  const freed = (signature ? SIGNATURE_COMMAND_SIZE : 0) + (note2 ? NOTE_SIZE : 0);
  const end = commandsEnd - freed + size;
  if (end > spaceEnd || !isZero(source, commandsEnd, Math.max(0, end - commandsEnd))) {
    throw new CodecError("NO_PLACE", `the Mach-O file has no ${size} free bytes behind its load commands`);
  }
}
function signatureOf({ source, image: { signature } }) {
  return signature && readSignature(source, signature.at, signature.size);
}
function checkFits({ source, image }, signature) {
  if (!signature || isSignatureOf(source, image.signature, signature)) return;
  throw new CodecError(
    "MALFORMED_SIGNATURE",
    "the ad-hoc code signature does not fit the content: sign again (codesign --force --sign -) before marking"
  );
}
function isSignatureOf(source, { at, size }, signature) {
  const made = sign(signature, at, () => pieces(source, [{ at, remove: size, insert: NOTHING }]));
  const superBlob = made.subarray(0, made.readUInt32BE(4));
  return superBlob.equals(source.read(at, superBlob.length)) && coversItsBlobs(signature);
}
function signatureLines({ signature: part }, signature) {
  if (!part) return {};
  if (!(signature instanceof CodecError)) return { remade: `the ad-hoc code signature (${part.size} bytes)` };
  return {
    uncovered: [`the code signature (${part.size} bytes), which was made with a certificate after marking`]
  };
}
function whyBroken(layout, signature, mark2) {
  if (layout instanceof CodecError) return layout.message;
  const { source, image, end } = layout;
  const part = image.signature;
  const markEnd = end + mark2.text.length;
  const signatureAt = part?.at ?? source.size;
  const heads = vmsizes(layout, part !== void 0).map(
    (vmsize) => headOf(
      image,
      commandsOf(layout, { markSize: mark2.text.length, signatureAt, fileEnd: source.size, vmsize })
    )
  );
  const isLaidOut = signatureAt === (part ? alignUp(markEnd, SIGNATURE_ALIGNMENT) : markEnd);
  if (!isLaidOut || !heads.some((head) => head.equals(source.read(0, head.length)))) return NOT_AS_WRITTEN;
  return part && whySignatureBroken(source, part, signature);
}
function vmsizes({ source, linkedit: linkedit2 }, isSigned) {
  const filesize = source.size - linkedit2.at;
  const marked3 = vmsizeOf(filesize);
  return isSigned ? [marked3, alignUp(filesize, SMALL_PAGE)] : [marked3];
}
function whySignatureBroken(source, part, signature) {
  if (signature instanceof CodecError)
    return signature.code === "SIGNED" && isPacked(source, part.at, part.size) ? void 0 : "the code signature is not understood";
  const fits4 = signature && isPacked(source, part.at, part.size) && isSignatureOf(source, part, signature);
  return fits4 ? void 0 : "the code signature is not that of the content";
}
function marked(content, mark2, signature) {
  checkRoom(content, NOTE_SIZE + (signature ? SIGNATURE_COMMAND_SIZE : 0));
  return edits3(content, mark2, signature);
}
function edits3(content, mark2, signature) {
  const { source, image, linkedit: linkedit2, end } = content;
  const markEnd = end + mark2.length;
  const signatureAt = signature ? alignUp(markEnd, SIGNATURE_ALIGNMENT) : markEnd;
  const fileEnd = signatureAt + (signature ? signatureSize(signature, signatureAt) : 0);
  if (fileEnd > 4294967295 && signature) {
    throw new CodecError("TOO_LARGE", "a signed Mach-O image cannot be larger than 4 GiB");
  }
  const vmsize = vmsizeOf(fileEnd - linkedit2.at);
  if (vmsize > linkedit2.maxVmsize) {
    throw new CodecError(
      "NO_PLACE",
      "the __LINKEDIT segment has no room to grow: another segment follows it in memory"
    );
  }
  const commands = commandsOf(content, {
    markSize: mark2.length,
    signatureAt: signature ? signatureAt : fileEnd,
    fileEnd,
    vmsize
  });
  const head = headOf(image, commands);
  const padded2 = Buffer.concat([mark2, Buffer.alloc(signatureAt - markEnd)]);
  const tail = { at: end, remove: source.size - end };
  const unsigned = [
    { at: 0, remove: head.length, insert: head },
    { ...tail, insert: padded2 }
  ];
  if (!signature) return unsigned;
  const superBlob = sign(signature, signatureAt, () => pieces(source, unsigned));
  return [unsigned[0], { ...tail, insert: Buffer.concat([padded2, superBlob]) }];
}
function commandsOf({ image, linkedit: linkedit2, end }, ends) {
  const { markSize, signatureAt, fileEnd, vmsize } = ends;
  const commands = image.commands.filter((command) => command !== image.signature?.command && command !== image.note?.command).map(
    (command) => command === linkedit2.command ? resized(command, fileEnd - linkedit2.at, vmsize) : command.bytes
  );
  if (markSize > 0) commands.push(noteCommand(end, markSize));
  if (signatureAt < fileEnd) commands.push(signatureCommand(signatureAt, fileEnd - signatureAt));
  return commands;
}
function vmsizeOf(filesize) {
  return Math.max(PAGE, alignUp(filesize, PAGE));
}
function headOf({ header, commandsEnd }, commands) {
  const size = commands.reduce((sum2, { length }) => sum2 + length, 0);
  const head = Buffer.concat([header, ...commands], Math.max(commandsEnd, HEADER_SIZE + size));
  head.writeUInt32LE(commands.length, 16);
  head.writeUInt32LE(size, 20);
  return head;
}
function resized({ bytes }, filesize, vmsize) {
  const segment = Buffer.from(bytes);
  segment.writeBigUInt64LE(BigInt(filesize), SEGMENT.filesize);
  segment.writeBigUInt64LE(BigInt(vmsize), SEGMENT.vmsize);
  return segment;
}
function noteCommand(at, size) {
  const note2 = Buffer.alloc(NOTE_SIZE);
  note2.writeUInt32LE(LC_NOTE, 0);
  note2.writeUInt32LE(NOTE_SIZE, 4);
  note2.write(CHALK_OWNER, 8, "latin1");
  note2.writeBigUInt64LE(BigInt(at), 24);
  note2.writeBigUInt64LE(BigInt(size), 32);
  return note2;
}
function signatureCommand(at, size) {
  const command = Buffer.alloc(SIGNATURE_COMMAND_SIZE);
  command.writeUInt32LE(LC_CODE_SIGNATURE, 0);
  command.writeUInt32LE(SIGNATURE_COMMAND_SIZE, 4);
  command.writeUInt32LE(at, 8);
  command.writeUInt32LE(size, 12);
  return command;
}

// packages/core/src/formats/mach-o/fat.ts
var FAT_MAGIC = 3405691582;
var FAT_MAGIC_64 = 3405691583;
var MAX_SLICES = 42;
var MAX_ALIGN = 15;
function isFat(head) {
  const [magic, count2] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  return (magic === FAT_MAGIC || magic === FAT_MAGIC_64) && count2 > 0 && count2 <= MAX_SLICES;
}
function readFat(source) {
  const head = readAt(source, 0, 8, "the fat header");
  const wide = head.readUInt32BE(0) === FAT_MAGIC_64;
  const arches = readArches(source, head.readUInt32BE(4), wide);
  const slices = arches.map(
    (arch) => forSlice(arch, () => readSlice(subSource(source, arch.offset, arch.size)))
  );
  const fat = { source, wide, arches, slices };
  const mark2 = markOf(fat);
  const contentForms = slices.flatMap(({ contentForm: contentForm2 }) => contentForm2 ?? []);
  const uncovered = slices.flatMap(
    (slice, i) => (slice.uncovered ?? []).map((line2) => `slice for ${arches[i].name}: ${line2}`)
  );
  return {
    type: "Mach-O executable",
    ...mark2 && { mark: mark2 },
    ...uncovered.length > 0 && { uncovered },
    ...slices.some(({ remade }) => remade !== void 0) && { remade: "the code signatures of the slices" },
    ...contentForms.length === slices.length && hasOnlySlices(fat) && {
      contentForm: () => laidOut(
        fat,
        contentForms.map((form) => form())
      )
    },
    // Bytes between the slices would be lost. If there are any, the file cannot be marked and HASH leaves nothing
    // out.
    normalForm: hasOnlySlices(fat) ? laidOut(
      fat,
      slices.map(({ normalForm: normalForm2 }) => normalForm2)
    ) : [],
    insert(text2) {
      checkOnlySlices(fat);
      return laidOut(
        fat,
        arches.map((arch, i) => forSlice(arch, () => slices[i].insert(text2)))
      );
    },
    remove() {
      if (!mark2) return [];
      checkOnlySlices(fat);
      return laidOut(
        fat,
        arches.map((arch, i) => forSlice(arch, () => slices[i].remove()))
      );
    }
  };
}
function readArches(source, count2, wide) {
  const entry = wide ? 32 : 20;
  const table = readAt(source, 8, count2 * entry, "the fat header");
  const arches = Array.from({ length: count2 }, (_, i) => {
    const bytes = table.subarray(i * entry, (i + 1) * entry);
    const align = bytes.readUInt32BE(wide ? 24 : 16);
    if (align > MAX_ALIGN) throw malformed3(`slice ${i} has an alignment of 2^${align}`);
    return {
      at: 8 + i * entry,
      name: cpuName(bytes.readUInt32BE(0)),
      offset: wide ? u64be(bytes, 8) : bytes.readUInt32BE(8),
      size: wide ? u64be(bytes, 16) : bytes.readUInt32BE(12),
      alignment: 2 ** align
    };
  }).sort((a, b) => a.offset - b.offset);
  let end = 8 + table.length;
  for (const { name, offset, size } of arches) {
    if (offset < end || offset + size > source.size)
      throw malformed3(`the slice for ${name} overlaps or leaves the file`);
    end = offset + size;
  }
  return arches;
}
function markOf(fat) {
  const { arches, slices } = fat;
  const marks = slices.flatMap(({ mark: mark2 }, i) => mark2 ? [{ ...mark2, at: arches[i].offset + mark2.at }] : []);
  const [first2] = marks;
  if (!first2) return void 0;
  const broken = whyBroken2(fat, marks);
  return broken === void 0 ? first2 : { ...first2, broken };
}
function whyBroken2(fat, marks) {
  const { source, slices } = fat;
  const isLaidOut = () => hasOnlySlices(fat) && changesNothing(
    source,
    laidOut(
      fat,
      slices.map(() => [])
    )
  );
  if (marks.length < slices.length) return "not every slice has a mark";
  if (marks.some(({ text: text2 }) => Buffer.compare(text2, marks[0].text) !== 0))
    return "its slices have different marks";
  if (!isLaidOut()) return NOT_AS_WRITTEN;
  return marks.find(({ broken }) => broken !== void 0)?.broken;
}
function hasOnlySlices({ source, arches, wide }) {
  let end = 8 + arches.length * (wide ? 32 : 20);
  return arches.every(({ offset, size }) => {
    const gap = offset - end;
    const empty = isZero(source, end, gap);
    end = offset + size;
    return empty;
  }) && end === source.size;
}
function checkOnlySlices(fat) {
  if (hasOnlySlices(fat)) return;
  throw new CodecError("OVERLAY", "the fat Mach-O file has data between or behind its slices");
}
function laidOut({ wide, arches }, splices) {
  const result = [];
  const table = [];
  let [from, to] = [arches.length * (wide ? 32 : 20) + 8, arches.length * (wide ? 32 : 20) + 8];
  arches.forEach(({ at, offset, size, alignment }, i) => {
    const newOffset = alignUp(to, alignment);
    const newSize = splices[i].reduce((sum2, { remove, insert: insert2 }) => sum2 - remove + insert2.length, size);
    table.push(overwrite(at + 8, extent(newOffset, newSize, wide)));
    result.push({ at: from, remove: offset - from, insert: Buffer.alloc(newOffset - to) });
    result.push(...splices[i].map((splice) => ({ ...splice, at: offset + splice.at })));
    from = offset + size;
    to = newOffset + newSize;
  });
  return [...table.sort((a, b) => a.at - b.at), ...result];
}
function extent(offset, size, wide) {
  const bytes = Buffer.alloc(wide ? 16 : 8);
  if (wide) {
    bytes.writeBigUInt64BE(BigInt(offset), 0);
    bytes.writeBigUInt64BE(BigInt(size), 8);
  } else {
    if (offset + size > 4294967295)
      throw new CodecError("TOO_LARGE", "the fat file would be larger than 4 GiB");
    bytes.writeUInt32BE(offset, 0);
    bytes.writeUInt32BE(size, 4);
  }
  return bytes;
}
function forSlice({ name }, work) {
  try {
    return work();
  } catch (error) {
    if (error instanceof CodecError) throw new CodecError(error.code, `slice for ${name}: ${error.message}`);
    throw error;
  }
}
function cpuName(cpuType) {
  const names = { 7: "i386", 16777223: "x86_64", 12: "arm", 16777228: "arm64" };
  return names[cpuType] ?? `CPU type ${cpuType}`;
}
function malformed3(reason) {
  return new CodecError("MALFORMED", `malformed fat Mach-O: ${reason}`);
}

// packages/core/src/formats/mach-o/index.ts
var THIN = /* @__PURE__ */ new Set([3489328638, 3472551422, 4277009103, 4277009102]);
var machO = {
  name: "mach-o",
  claims({ source }) {
    const head = asBuffer(source.read(0, 8));
    return head.length === 8 && (THIN.has(head.readUInt32BE(0)) || isFat(head)) ? "Mach-O executable" : void 0;
  },
  read: ({ source }) => isFat(asBuffer(source.read(0, 8))) ? readFat(source) : readSlice(source)
};

// packages/core/src/formats/npm-tarball/index.ts
import { createHash as createHash3 } from "node:crypto";
import { pipeline as pipeline2, Readable as Readable2 } from "node:stream";
import { constants, createGzip, gunzipSync } from "node:zlib";

// packages/core/src/formats/npm-tarball/gzip.ts
import { pipeline, Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";

// packages/core/src/formats/bomb.ts
var DEFAULT_UNPACKED = 4 * 2 ** 30;
var DEFAULT_RATIO = 200;
var RATIO_FLOOR = 64 << 20;
function checkUnpacked(unpacked2, size, limits = {}) {
  const { unpackedSize = DEFAULT_UNPACKED, ratio = DEFAULT_RATIO } = limits;
  if (unpacked2 > unpackedSize)
    throw new CodecError("BOMB", `unpacks to ${unpacked2} bytes or more: the limit is ${unpackedSize}`);
  if (unpacked2 > RATIO_FLOOR && unpacked2 > ratio * size)
    throw new CodecError("BOMB", `unpacks to ${unpacked2} bytes or more: the limit is ${ratio} times its size`);
}
var LOOKED_SHARE = 0.08;
var LOOKED_FLOOR = 16 << 20;
function allowanceFor(size, limits = {}) {
  const { unpackedSize = DEFAULT_UNPACKED, ratio = DEFAULT_RATIO } = limits;
  return {
    unpacked: Math.min(unpackedSize, Math.max(RATIO_FLOOR, ratio * size)),
    looked: Math.max(LOOKED_FLOOR, ratio * LOOKED_SHARE * size)
  };
}
function spend(allowance2, part, size) {
  allowance2[part] -= size;
  if (!isSpent(allowance2)) return;
  throw new CodecError(
    "BOMB",
    part === "looked" ? "too much for its size are files that have to be looked into" : "with the archives inside it unpacks to too much for its size"
  );
}
function isSpent({ unpacked: unpacked2, looked }) {
  return unpacked2 < 0 || looked < 0;
}

// packages/core/src/formats/npm-tarball/gzip.ts
var PIECE = 1 << 20;
var HEADER2 = 10;
var TRAILER = 8;
var FLAGS_AT = 3;
var MTIME_AT = 4;
var FHCRC = 1 << 1;
var FEXTRA = 1 << 2;
var FNAME = 1 << 3;
var FCOMMENT = 1 << 4;
var RESERVED = 224;
var MAX_HEADER = 1 << 17;
function isBare(source) {
  const header = asBuffer(source.read(0, HEADER2));
  return header[FLAGS_AT] === 0 && header.readUInt32LE(MTIME_AT) === 0;
}
async function* unpacked(source, limits) {
  const from = headerLength(source);
  const inflate = createInflateRaw({ chunkSize: PIECE });
  let size = 0;
  let crc = 0;
  try {
    for await (const piece of pipeline(Readable.from(pieces2(source, from)), inflate, () => {
    })) {
      size += piece.length;
      checkUnpacked(size, source.size, limits);
      crc = crc32(piece, crc);
      yield piece;
    }
  } catch (error) {
    if (error instanceof CodecError || !error.code?.startsWith("Z_")) throw error;
    throw corrupt();
  }
  const end = from + inflate.bytesWritten;
  const trailer = asBuffer(source.read(end, TRAILER));
  if (trailer.length < TRAILER || trailer.readUInt32LE(0) !== crc || trailer.readUInt32LE(4) !== size % 2 ** 32)
    throw corrupt();
  if (end + TRAILER !== source.size)
    throw new CodecError(
      "MALFORMED",
      "the gzip is followed by other data, which some programs read and some do not"
    );
}
function* pieces2(source, from) {
  for (let at = from; at < source.size; at += PIECE) yield source.read(at, Math.min(PIECE, source.size - at));
}
function headerLength(source) {
  const header = asBuffer(source.read(0, MAX_HEADER));
  if (header.length < HEADER2 || header.readUIntBE(0, 3) !== 2067208) throw corrupt();
  const flags = header[FLAGS_AT];
  if (flags & RESERVED) throw corrupt();
  let at = HEADER2;
  if (flags & FEXTRA) {
    if (at + 2 > header.length) throw corrupt();
    at += 2 + header.readUInt16LE(at);
  }
  for (const field2 of [FNAME, FCOMMENT]) {
    if (!(flags & field2)) continue;
    const end = header.indexOf(0, at);
    if (end < 0) throw corrupt();
    at = end + 1;
  }
  return flags & FHCRC ? at + 2 : at;
}
function corrupt() {
  return new CodecError("CORRUPT", "the gzip is corrupt or cut off");
}

// packages/core/src/formats/namesakes.ts
var INVISIBLE = new RegExp("\\p{Default_Ignorable_Code_Point}", "gu");
function foldedName(name) {
  const folded = name.normalize("NFKC").replace(INVISIBLE, "").toLowerCase();
  return folded.replace(/[:\0].*$/s, "").replace(/[. ]+$/, "");
}
function isNamesake(path, wanted, folders = 0) {
  const name = path.split(/[/\\]/).filter((part) => part !== "" && part !== ".")[folders];
  if (name === void 0) return false;
  const folded = foldedName(name);
  return folded === wanted || shortName(wanted).test(folded);
}
function shortName(name) {
  const [stem = "", extension = ""] = name.split(".");
  return new RegExp(`^${stem.slice(0, 6)}~\\d+\\.${extension.slice(0, 3)}$`);
}

// packages/core/src/formats/npm-tarball/tar.ts
var BLOCK = 512;
function parseHeader(block2) {
  if (block2.every((byte) => byte === 0)) return void 0;
  if (block2.length < BLOCK || readNumber(block2, 148, 8) !== checksum(block2))
    throw new CodecError("MALFORMED", "a tar header is cut off or its checksum is wrong");
  const name = readText(block2, 0, 100);
  const prefix = readText(block2, 257, 5) === "ustar" ? readText(block2, 345, 155) : "";
  const size = readNumber(block2, 124, 12);
  if (!Number.isSafeInteger(size)) throw new CodecError("MALFORMED", `${name}: its size is no number`);
  return { path: prefix ? `${prefix}/${name}` : name, size, type: String.fromCharCode(block2[156]) };
}
function paddedSize(size) {
  return Math.ceil(size / BLOCK) * BLOCK;
}
function isExtension({ type }) {
  return type === "x" || type === "L" || type === "K";
}
function pathIn({ type, size }, content) {
  const data = content.subarray(0, size);
  if (type === "L") return readText(data, 0, size);
  return type === "x" ? paxRecords(data).get("path") : void 0;
}
var KNOWN_TYPES = "\x0001234567xgLK";
var EMPTY_TYPES = "123456";
function ambiguity({ path, type, size }, content) {
  if (!KNOWN_TYPES.includes(type))
    return `${path} is of the type ${JSON.stringify(type)}, which not every program knows`;
  if (EMPTY_TYPES.includes(type) && size > 0) return `${path} has a size although it has no content`;
  if (content === void 0 || !"xg".includes(type)) return void 0;
  const keys = [...paxRecords(content.subarray(0, size)).keys()];
  const key = keys.find(
    (key2) => key2 === "size" || key2.startsWith("GNU.sparse") || type === "g" && /path$/.test(key2)
  );
  return key === void 0 ? void 0 : `a pax header says ${JSON.stringify(key)} of an entry: programs read that in different ways`;
}
function paxRecords(data) {
  const records = /* @__PURE__ */ new Map();
  for (let at = 0; at < data.length; ) {
    const length = Number.parseInt(data.toString("latin1", at, at + 10), 10);
    if (!(length > 0)) break;
    const [, key, value] = /^\d+ ([^=]*)=(.*)\n$/s.exec(data.toString("utf8", at, at + length)) ?? [];
    if (key !== void 0 && value !== void 0) records.set(key, value);
    at += length;
  }
  return records;
}
function fileEntry(path, content, mtime) {
  const header = Buffer.alloc(BLOCK);
  header.write(path, 0, "latin1");
  for (const [at, width, value] of [
    [100, 8, 420],
    [108, 8, 0],
    [116, 8, 0],
    [124, 12, content.length],
    [136, 12, mtime],
    [329, 8, 0],
    [337, 8, 0]
  ])
    header.write(value.toString(8).padStart(width - 1, "0"), at, "latin1");
  header.write("0", 156, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  header.write(`${checksum(header).toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return Buffer.concat([header, content, Buffer.alloc(paddedSize(content.length) - content.length)]);
}
function checksum(block2) {
  return block2.reduce((sum2, byte, at) => sum2 + (at >= 148 && at < 156 ? 32 : byte), 0);
}
function readText(block2, at, length) {
  const field2 = block2.subarray(at, at + length);
  const end = field2.indexOf(0);
  return field2.toString("utf8", 0, end < 0 ? field2.length : end);
}
function readNumber(block2, at, length) {
  if (block2[at] & 128) {
    const above = block2.subarray(at + 1, at + length - 6);
    return block2[at] === 128 && above.every((byte) => byte === 0) ? block2.readUIntBE(at + length - 6, 6) : Number.NaN;
  }
  const digits = readText(block2, at, length).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || "0", 8) : Number.NaN;
}

// packages/core/src/formats/npm-tarball/mark-entry.ts
var MARK_PATH = "package/chalk.json";
var MARK_NAME = "chalk.json";
var FOLDERS = 1;
var MTIME = 499162500;
function entryFor(mark2) {
  return fileEntry(MARK_PATH, mark2, MTIME);
}
function isMarks({ path }) {
  return path === MARK_PATH || isNamesake(path, MARK_NAME, FOLDERS);
}
function lookAt(entry, padded2, contents2) {
  const { header, head } = entry;
  const content = padded2.subarray(0, header.size);
  const found2 = findMark(content);
  const problem = contents2.isHeld ? `${MARK_PATH} is in the package twice, or something that some systems take for it` : problemOf(entry, content, found2);
  const mark2 = found2 && !found2.placeholder ? { text: content.subarray(found2.start, found2.end), dict: found2.dict } : void 0;
  if (problem !== void 0) {
    if (contents2.mark) contents2.mark.broken ??= problem;
    else if (mark2) contents2.mark = { ...mark2, broken: problem };
    contents2.refused ??= new CodecError("NAME_TAKEN", problem);
    return false;
  }
  contents2.isHeld = true;
  if (mark2) {
    const broken = contents2.refused?.message ?? asWritten(Buffer.concat([...head, padded2]), mark2.text);
    contents2.mark = { ...mark2, ...broken !== void 0 && { broken } };
  }
  return true;
}
function asWritten(bytes, mark2) {
  return bytes.equals(entryFor(mark2)) ? void 0 : NOT_AS_WRITTEN2;
}
var NOT_AS_WRITTEN2 = `the entry ${MARK_PATH} is not as marking writes it: the package was packed anew or changed`;
function problemOf({ header, head, path }, content, found2) {
  if (path !== MARK_PATH)
    return `the package has ${JSON.stringify(path)}, which some systems take for the mark's ${MARK_PATH}`;
  if (!found2) return `the package has a ${MARK_PATH} of its own, which is not a mark`;
  const rest = content.toString("latin1", 0, found2.start) + content.toString("latin1", found2.end);
  if (/[^ \t\r\n]/.test(rest)) return `${MARK_PATH} holds more than the mark`;
  if (header.type !== "0" && header.type !== "\0") return `${MARK_PATH} is no regular file`;
  if (head.length > 1) return `${MARK_PATH} has a second header, which may say that it is something else`;
  return void 0;
}

// packages/core/src/formats/npm-tarball/index.ts
var TYPE2 = "npm tarball";
var ROOT = "package/";
var PIECE2 = 1 << 20;
var HEAD = 1 << 12;
var MAX_EXTENSION = 1 << 20;
var npmTarball = {
  name: "npm-tarball",
  claims: ({ name, source }) => /\.tgz$/i.test(name) && isPackage(source) ? TYPE2 : void 0,
  read: ({ source }, { limits = {} }) => artifactOf2(source, limits)
};
function isPackage(source) {
  const head = source.read(0, HEAD);
  if (head[0] !== 31 || head[1] !== 139 || head[2] !== 8) return false;
  try {
    const tar2 = gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: HEAD * 1100 });
    let path;
    for (let at = 0; at < tar2.length; ) {
      const header = parseHeader(tar2.subarray(at, at + BLOCK));
      if (!header) return false;
      const content = tar2.subarray(at + BLOCK, at + BLOCK + header.size);
      if (!isExtension(header) && header.type !== "g") return (path ?? header.path).startsWith(ROOT);
      path = pathIn(header, content) ?? path;
      at += BLOCK + paddedSize(header.size);
    }
  } catch {
  }
  return false;
}
async function artifactOf2(source, limits) {
  const contents2 = { files: 0, isHeld: false };
  const hash = createHash3("sha256");
  for await (const piece of withoutMark(unpacked(source, limits), contents2)) hash.update(piece);
  const hex = hash.digest("hex");
  const { mark: mark2, refused, files } = contents2;
  if (mark2 && !isBare(source))
    mark2.broken ??= "the gzip has a time, a name or other fields: it was packed anew or changed";
  return {
    type: TYPE2,
    ...mark2 && { mark: mark2 },
    normalForm: [],
    hash: () => hex,
    async insert(text2) {
      if (refused) throw refused;
      if (files === 0) throw new CodecError("EMPTY", "the package has no files");
      return [{ at: 0, remove: source.size, insert: await pack(source, limits, entryFor(text2)) }];
    },
    async remove() {
      if (!mark2) return [];
      if (refused) throw refused;
      return [{ at: 0, remove: source.size, insert: await pack(source, limits) }];
    }
  };
}
async function* withoutMark(tar2, contents2, entry) {
  const reader = readerOf(tar2);
  let extensions = [];
  let path;
  for (; ; ) {
    const block2 = await reader.take(BLOCK);
    const header = parseHeader(block2);
    if (!header) {
      yield* extensions;
      if (entry) yield entry;
      yield block2;
      return yield* reader.rest();
    }
    if (contents2.isHeld && contents2.mark) contents2.mark.broken ??= NOT_AS_WRITTEN2;
    const isSaying = isExtension(header) || header.type === "g";
    const said = isSaying ? await takeContent(reader, header, MAX_EXTENSION) : void 0;
    const doubt = ambiguity(header, said);
    if (doubt !== void 0) contents2.refused ??= new CodecError("UNSUPPORTED", doubt);
    if (said && isExtension(header)) {
      extensions.push(block2, said);
      path = pathIn(header, said) ?? path;
      continue;
    }
    const found2 = { header, head: [...extensions, block2], path: path ?? header.path };
    if (said) {
      yield* [...found2.head, said];
    } else if (isMarks(found2)) {
      const content = await takeContent(reader, header, MAX_MARK);
      if (!lookAt(found2, content, contents2)) {
        contents2.files++;
        yield* [...found2.head, content];
      }
    } else {
      contents2.files++;
      yield* found2.head;
      yield* reader.pieces(paddedSize(header.size));
    }
    extensions = [];
    path = void 0;
  }
}
async function takeContent(reader, header, most) {
  if (header.size > most)
    throw new CodecError("MALFORMED", `${header.path} is too large: ${header.size} bytes`);
  return reader.take(paddedSize(header.size));
}
function readerOf(tar2) {
  const iterator = tar2[Symbol.asyncIterator]();
  let held2 = Buffer.alloc(0);
  async function fill() {
    while (held2.length === 0) {
      const { value, done } = await iterator.next();
      if (done) return false;
      held2 = value;
    }
    return true;
  }
  async function* pieces3(length) {
    for (let left = length; left > 0; ) {
      if (!await fill()) throw new CodecError("TRUNCATED", "the tar is cut off");
      const piece = held2.subarray(0, left);
      held2 = held2.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
  return {
    pieces: pieces3,
    async take(length) {
      if (!await fill()) return Buffer.alloc(0);
      const parts2 = [];
      for await (const piece of pieces3(length)) parts2.push(piece);
      return parts2.length === 1 ? parts2[0] : Buffer.concat(parts2);
    },
    async *rest() {
      while (await fill()) {
        yield held2;
        held2 = Buffer.alloc(0);
      }
    }
  };
}
var MTIME_AT2 = 4;
var XFL_AT = 8;
var OS_AT = 9;
async function pack(source, limits, entry) {
  const header = asBuffer(source.read(0, 10));
  const level = { 2: constants.Z_BEST_COMPRESSION, 4: constants.Z_BEST_SPEED }[header[XFL_AT]];
  const gzip = createGzip({ chunkSize: PIECE2, ...level !== void 0 && { level } });
  const tar2 = withoutMark(unpacked(source, limits), { files: 0, isHeld: false }, entry);
  const packed = [];
  for await (const piece of pipeline2(Readable2.from(tar2), gzip, () => {
  })) packed.push(piece);
  const file = Buffer.concat(packed);
  file.writeUInt32LE(0, MTIME_AT2);
  file[OS_AT] = header[OS_AT];
  return file;
}

// packages/core/src/formats/pe/certificates.ts
var HEADER_SIZE2 = 8;
var REVISIONS = [256, 512];
var PKCS_SIGNED_DATA = 2;
var ALIGNMENT = 8;
var DER_SEQUENCE = 48;
function isCertificateTable(source, at) {
  while (at < source.size) {
    const length = entryLength(source, at);
    if (length === void 0) return false;
    at += length;
  }
  return at === source.size;
}
function entryLength(source, at) {
  const head = asBuffer(source.read(at, HEADER_SIZE2 + 6));
  if (head.length < HEADER_SIZE2 + 6) return void 0;
  const length = head.readUInt32LE(0);
  const aligned = Math.min(alignUp(length, ALIGNMENT), Math.max(length, source.size - at));
  const used = HEADER_SIZE2 + derLength(head.subarray(HEADER_SIZE2));
  const isEntry = REVISIONS.includes(head.readUInt16LE(4)) && head.readUInt16LE(6) === PKCS_SIGNED_DATA && used <= length && aligned - used < ALIGNMENT && fits2(at, aligned, source.size) && isZero(source, at + used, aligned - used);
  return isEntry ? aligned : void 0;
}
function derLength(bytes) {
  const first2 = bytes[1];
  if (bytes[0] !== DER_SEQUENCE) return Number.POSITIVE_INFINITY;
  if (first2 < 128) return 2 + first2;
  const count2 = first2 & 127;
  if (count2 === 0 || count2 > 4) return Number.POSITIVE_INFINITY;
  return 2 + count2 + bytes.readUIntBE(2, count2);
}

// packages/core/src/formats/pe/image.ts
var SECTION_HEADER_SIZE = 40;
var NUMBER_OF_SECTIONS = 2;
var POINTER_TO_SYMBOL_TABLE = 8;
var NUMBER_OF_SYMBOLS = 12;
var SYMBOL_SIZE = 18;
var OPTIONAL = {
  SizeOfInitializedData: 8,
  SectionAlignment: 32,
  FileAlignment: 36,
  SizeOfImage: 56,
  SizeOfHeaders: 60,
  CheckSum: 64
};
var CERTIFICATE_TABLE = 4;
var CLR_RUNTIME_HEADER = 14;
var COMIMAGE_FLAGS_STRONGNAMESIGNED = 8;
function findCoffHeader(source) {
  const dos = source.read(0, 64);
  if (dos.length < 64 || dos[0] !== 77 || dos[1] !== 90) return void 0;
  const at = Buffer.from(dos).readUInt32LE(60);
  if (!fits2(at, 24, source.size)) return void 0;
  return Buffer.from(source.read(at, 4)).toString("latin1") === "PE\0\0" ? at + 4 : void 0;
}
function readImage3(source) {
  const coffAt = findCoffHeader(source);
  if (coffAt === void 0) throw malformed4("no PE signature");
  const coff = readAt(source, coffAt, 20, "the COFF file header");
  const optionalAt = coffAt + 20;
  const optional = readAt(source, optionalAt, coff.readUInt16LE(16), "the optional header");
  const wide = optional.length >= 2 && optional.readUInt16LE(0) === 523;
  if (!wide && !(optional.length >= 2 && optional.readUInt16LE(0) === 267)) {
    throw malformed4("an optional header of an unknown kind");
  }
  const directoriesAt = wide ? 112 : 96;
  if (optional.length < directoriesAt) throw malformed4("an optional header that is too short");
  const sectionTableAt = optionalAt + optional.length;
  const count2 = coff.readUInt16LE(NUMBER_OF_SECTIONS);
  const table = readAt(source, sectionTableAt, count2 * SECTION_HEADER_SIZE, "the section table");
  const sections = Array.from(
    { length: count2 },
    (_, i) => readSection(table.subarray(i * SECTION_HEADER_SIZE, (i + 1) * SECTION_HEADER_SIZE))
  );
  const directoryCount = optional.readUInt32LE(directoriesAt - 4);
  const directory = (index2) => {
    const at = directoriesAt + index2 * 8;
    if (index2 >= directoryCount || at + 8 > optional.length) return void 0;
    const found2 = {
      entryAt: optionalAt + at,
      at: optional.readUInt32LE(at),
      size: optional.readUInt32LE(at + 4)
    };
    return found2.at === 0 && found2.size === 0 ? void 0 : found2;
  };
  const certificates = directory(CERTIFICATE_TABLE);
  const clr = directory(CLR_RUNTIME_HEADER);
  const symbols = symbolsOf(source, coff);
  return {
    coffAt,
    optional,
    optionalAt,
    sectionTableAt,
    sections,
    ...symbols && { symbols },
    ...certificates && { certificates },
    strongName: clr !== void 0 && isStrongNamed(source, sections, clr.at)
  };
}
function symbolsOf(source, coff) {
  const at = coff.readUInt32LE(POINTER_TO_SYMBOL_TABLE);
  const stringsAt = at + coff.readUInt32LE(NUMBER_OF_SYMBOLS) * SYMBOL_SIZE;
  if (at === 0 || !fits2(stringsAt, 4, source.size)) return void 0;
  const end = stringsAt + Math.max(4, readAt(source, stringsAt, 4, "the string table").readUInt32LE(0));
  return end <= source.size ? { at, end } : void 0;
}
function readSection(header) {
  return {
    name: header.toString("latin1", 0, 8),
    virtualSize: header.readUInt32LE(8),
    virtualAddress: header.readUInt32LE(12),
    rawSize: header.readUInt32LE(16),
    rawAt: header.readUInt32LE(20)
  };
}
function rawEnd({ optional, sectionTableAt, ...image }, sections) {
  const tableEnd = sectionTableAt + image.sections.length * SECTION_HEADER_SIZE;
  const headers = Math.max(optional.readUInt32LE(OPTIONAL.SizeOfHeaders), tableEnd);
  return sections.reduce(
    (end, { rawAt, rawSize }) => rawSize > 0 ? Math.max(end, rawAt + rawSize) : end,
    headers
  );
}
function isStrongNamed(source, sections, address) {
  const home = sections.find((s) => address >= s.virtualAddress && address - s.virtualAddress < s.rawSize);
  if (!home) return false;
  const at = home.rawAt + address - home.virtualAddress;
  if (!fits2(at, 20, source.size)) return false;
  const flags = readAt(source, at, 20, "the CLI header").readUInt32LE(16);
  return (flags & COMIMAGE_FLAGS_STRONGNAMESIGNED) !== 0;
}
function malformed4(reason) {
  return new CodecError("MALFORMED", `malformed PE: ${reason}`);
}
function peChecksum(content) {
  let length = 0;
  let sum2 = 0;
  for (const piece of content) {
    const odd = length % 2;
    for (let i = 0; i < piece.length; i++) sum2 += (i + odd) % 2 === 0 ? piece[i] : piece[i] * 256;
    length += piece.length;
  }
  while (sum2 > 65535) sum2 = sum2 % 65536 + Math.floor(sum2 / 65536);
  return (sum2 + length) % 2 ** 32;
}

// packages/core/src/formats/pe/payload.ts
var LINUX_HEADER_AT = 514;
var LINUX_HEADER = Buffer.from("HdrS");
function checkNoPayload2(source, image, sections, end) {
  const from = Math.min(rawEnd(image, sections), end);
  const symbols = image.symbols && image.symbols.at >= from ? image.symbols : { at: end, end };
  const isPlain = isZero(source, from, symbols.at - from) && isZero(source, symbols.end, Math.max(0, end - symbols.end));
  if (!isPlain)
    throw new CodecError(
      "OVERLAY",
      `${end - from} bytes of other data follow the sections, and programs look for such data from the file's end: mark it before they are appended`
    );
  if (asBuffer(source.read(LINUX_HEADER_AT, 4)).equals(LINUX_HEADER))
    throw new CodecError("CHECKSUM", "it is a Linux kernel, which holds a checksum of itself");
  if (endsInArchive(source, end))
    throw new CodecError(
      "OVERLAY",
      "it ends in a ZIP archive, which its readers look for from the file's end"
    );
}

// packages/core/src/formats/pe/index.ts
var SECTION_NAME = ".chalk\0\0";
var CHARACTERISTICS = 1107296320;
var TRAILER_MAGIC = "CHALKPE\0";
var TRAILER_SIZE = 16;
var MAX_SECTIONS2 = 96;
var MIN_SECTION_ALIGNMENT = 4096;
var pe = {
  name: "pe",
  claims: ({ source }) => findCoffHeader(source) === void 0 ? void 0 : "PE",
  read({ source }) {
    const file = readPe(source, readImage3(source));
    const mark2 = file.mark ? { ...file.mark, ...brokenIn(file) } : changedMark(file);
    return {
      type: "PE",
      ...mark2 && { mark: mark2 },
      normalForm: normalForm(file),
      get uncovered() {
        return mark2 ? uncoveredIn(file) : [];
      },
      insert(text2) {
        checkEditable(file);
        checkNoPayload2(file.source, file.image, file.sections, file.end);
        return withChecksum(file, markEdits(file, text2));
      },
      remove() {
        if (!mark2) return [];
        checkEditable(file);
        return withChecksum(file, plainEdits(file));
      }
    };
  }
};
function readPe(source, image) {
  const { sections, optional, certificates } = image;
  const certificatesLast = certificates && certificates.at >= rawEnd(image, sections) && certificates.at + certificates.size === source.size && isCertificateTable(source, certificates.at);
  const bodyEnd = certificatesLast ? certificates.at : source.size;
  const plain = {
    source,
    image,
    sections,
    sizeOfImage: optional.readUInt32LE(OPTIONAL.SizeOfImage),
    sizeOfInitializedData: optional.readUInt32LE(OPTIONAL.SizeOfInitializedData),
    end: bodyEnd,
    markEnd: bodyEnd,
    bodyEnd,
    form: "none"
  };
  return readSectionForm(plain) ?? readOverlayForm(plain) ?? plain;
}
function readSectionForm(file) {
  const { source, image, bodyEnd } = file;
  const chalk = image.sections.at(-1);
  if (chalk?.name !== SECTION_NAME) return void 0;
  const sections = image.sections.slice(0, -1);
  const end = rawEnd(image, sections);
  const markEnd = chalk.rawAt + chalk.rawSize;
  const fileAlignment = image.optional.readUInt32LE(OPTIONAL.FileAlignment);
  if (chalk.rawAt < end || chalk.rawAt - end >= fileAlignment || markEnd > bodyEnd) return void 0;
  const mark2 = readMark2(source, chalk.rawAt, chalk.virtualSize);
  if (!mark2 || mark2.text.length !== chalk.virtualSize) return void 0;
  const plain = {
    ...file,
    sections,
    sizeOfImage: chalk.virtualAddress,
    sizeOfInitializedData: file.sizeOfInitializedData - chalk.rawSize >>> 0,
    end,
    markEnd,
    form: "section",
    mark: mark2
  };
  return takesSection(plain) && isAsInserted(plain) ? plain : void 0;
}
function isAsInserted(file) {
  const { source, end, markEnd, mark: mark2 } = file;
  return sectionEdits(file, mark2.text).every(({ at, insert: insert2 }) => {
    const length = at === end ? markEnd - end : insert2.length;
    return Buffer.compare(source.read(at, length), insert2) === 0;
  });
}
function changedMark({ source, image }) {
  const chalk = image.sections.find(({ name }) => name === SECTION_NAME);
  const mark2 = chalk && readMark2(source, chalk.rawAt, chalk.rawSize);
  return mark2 && { ...mark2, broken: NOT_AS_WRITTEN };
}
function brokenIn(file) {
  const { source } = file;
  const unsigned = splicedSource(source, inOrder([checksumEdit(file, 0), ...unsignedEdits(file)]));
  const { mark: mark2, ...rest } = readPe(unsigned, readImage3(unsigned));
  const asWritten2 = mark2 && isAsWritten(unsigned, plainEdits(rest), (plain) => markEdits(readPe(plain, readImage3(plain)), mark2.text));
  return asWritten2 ? {} : { broken: NOT_AS_WRITTEN };
}
function uncoveredIn(file) {
  const { source, image, bodyEnd } = file;
  const lines = [];
  if (bodyEnd < source.size)
    lines.push(`the certificate table (${source.size - bodyEnd} bytes), which was added after marking`);
  const checksum2 = image.optional.readUInt32LE(OPTIONAL.CheckSum);
  if (checksum2 !== 0 && checksum2 !== peChecksum(pieces(source, [checksumEdit(file, 0)])))
    lines.push("the field CheckSum, which is not the sum of the file");
  return lines;
}
function readOverlayForm(file) {
  const { source, bodyEnd } = file;
  if (bodyEnd < TRAILER_SIZE) return void 0;
  const trailer = readAt(source, bodyEnd - TRAILER_SIZE, TRAILER_SIZE, "the trailer");
  if (trailer.toString("latin1", 0, 8) !== TRAILER_MAGIC) return void 0;
  const length = u64(trailer, 8);
  const frameEnd = bodyEnd - TRAILER_SIZE;
  const end = frameEnd - length;
  const at = alignUp(end, 8);
  if (end < 0 || length > MAX_MARK || at >= frameEnd) return void 0;
  const mark2 = readMark2(source, at, frameEnd - at);
  if (!mark2) return void 0;
  const ours = overlayFrame(end, mark2.text);
  if (Buffer.compare(source.read(end, bodyEnd - end), ours) !== 0) return void 0;
  return { ...file, end, form: "overlay", mark: mark2 };
}
function readMark2(source, at, length) {
  if (length > MAX_MARK || !fits2(at, length, source.size)) return void 0;
  return markAt(source.read(at, length), 0, at);
}
function checkEditable({ image, bodyEnd, markEnd, sections, source }) {
  if (image.certificates) throw new CodecError("SIGNED", "signed: mark before signing");
  if (image.sections.some(({ name }) => name === SECTION_NAME) && image.sections.length === sections.length) {
    throw new CodecError("MOVED", "another tool changed the mark's section: remove the section .chalk first");
  }
  if (markEnd < bodyEnd) {
    throw new CodecError(
      "OVERLAY",
      `${bodyEnd - markEnd} bytes were appended after marking: mark again before that`
    );
  }
  if (rawEnd(image, sections) > source.size) {
    throw new CodecError("TRUNCATED", "a section reaches past the end of the file");
  }
}
function takesSection({ source, image, sections, sizeOfImage, end, form }) {
  const { optional, sectionTableAt, strongName } = image;
  const [sectionAlignment, fileAlignment, headersEnd] = [
    OPTIONAL.SectionAlignment,
    OPTIONAL.FileAlignment,
    OPTIONAL.SizeOfHeaders
  ].map((at) => optional.readUInt32LE(at));
  const slotAt = sectionTableAt + sections.length * SECTION_HEADER_SIZE;
  const slotEnd = slotAt + SECTION_HEADER_SIZE;
  const firstRaw = sections.reduce(
    (least, s) => s.rawSize > 0 ? Math.min(least, s.rawAt) : least,
    headersEnd
  );
  const memoryEnd = sections.reduce(
    (end2, s) => Math.max(end2, s.virtualAddress + (s.virtualSize || s.rawSize)),
    0
  );
  return !strongName && end === rawEnd(image, sections) && sections.length > 0 && sections.length < MAX_SECTIONS2 && isPowerOfTwo(fileAlignment) && fileAlignment >= 16 && fileAlignment <= 65536 && isPowerOfTwo(sectionAlignment) && sectionAlignment >= MIN_SECTION_ALIGNMENT && sizeOfImage === alignUp(memoryEnd, sectionAlignment) && slotEnd <= Math.min(headersEnd, firstRaw) && (form === "section" || isZero(source, slotAt, SECTION_HEADER_SIZE));
}
function isPowerOfTwo(value) {
  return value > 0 && Number.isInteger(Math.log2(value));
}
function markEdits(file, mark2) {
  return takesSection(file) ? sectionEdits(file, mark2) : overlayEdits(file, mark2);
}
function sectionEdits(file, mark2) {
  const { image, sections, sizeOfImage, end, bodyEnd } = file;
  const sectionAlignment = image.optional.readUInt32LE(OPTIONAL.SectionAlignment);
  const fileAlignment = image.optional.readUInt32LE(OPTIONAL.FileAlignment);
  const rawAt = alignUp(end, fileAlignment);
  const rawSize = alignUp(mark2.length, fileAlignment);
  const newSizeOfImage = sizeOfImage + alignUp(mark2.length, sectionAlignment);
  if (rawAt + rawSize > 4294967295 || newSizeOfImage > 4294967295) {
    throw new CodecError("TOO_LARGE", "a PE file cannot be larger than 4 GiB");
  }
  const header = Buffer.alloc(SECTION_HEADER_SIZE);
  header.write(SECTION_NAME, 0, "latin1");
  header.writeUInt32LE(mark2.length, 8);
  header.writeUInt32LE(sizeOfImage, 12);
  header.writeUInt32LE(rawSize, 16);
  header.writeUInt32LE(rawAt, 20);
  header.writeUInt32LE(CHARACTERISTICS, 36);
  const raw = Buffer.concat([Buffer.alloc(rawAt - end), mark2], rawAt - end + rawSize);
  return [
    ...headerEdits(file, sections.length + 1, newSizeOfImage, file.sizeOfInitializedData + rawSize),
    overwrite(image.sectionTableAt + sections.length * SECTION_HEADER_SIZE, header),
    { at: end, remove: bodyEnd - end, insert: raw }
  ];
}
function overlayEdits({ end, bodyEnd }, mark2) {
  return [{ at: end, remove: bodyEnd - end, insert: overlayFrame(end, mark2) }];
}
function overlayFrame(at, mark2) {
  const padding = alignUp(at, 8) - at;
  const length = padding + alignUp(mark2.length, 8);
  const frame = Buffer.alloc(length + TRAILER_SIZE);
  frame.set(mark2, padding);
  frame.write(TRAILER_MAGIC, length, "latin1");
  frame.writeBigUInt64LE(BigInt(length), length + 8);
  return frame;
}
function plainEdits(file) {
  const { image, sections, sizeOfImage, sizeOfInitializedData, end, markEnd, form } = file;
  if (form === "none") return [];
  const cut3 = { at: end, remove: markEnd - end, insert: NOTHING };
  if (form === "overlay") return [cut3];
  const slotAt = image.sectionTableAt + sections.length * SECTION_HEADER_SIZE;
  return [
    ...headerEdits(file, sections.length, sizeOfImage, sizeOfInitializedData),
    overwrite(slotAt, Buffer.alloc(SECTION_HEADER_SIZE)),
    cut3
  ];
}
function headerEdits({ image }, count2, sizeOfImage, initializedData) {
  const counts = Buffer.alloc(2);
  counts.writeUInt16LE(count2);
  return [
    overwrite(image.coffAt + NUMBER_OF_SECTIONS, counts),
    overwrite(image.optionalAt + OPTIONAL.SizeOfInitializedData, u32le(initializedData)),
    overwrite(image.optionalAt + OPTIONAL.SizeOfImage, u32le(sizeOfImage))
  ];
}
function normalForm(file) {
  return inOrder([...plainEdits(file), checksumEdit(file, 0), ...unsignedEdits(file)]);
}
function unsignedEdits({ image, bodyEnd, source }) {
  if (bodyEnd === source.size) return [];
  const certificates = { at: bodyEnd, remove: source.size - bodyEnd, insert: NOTHING };
  return [overwrite(image.certificates.entryAt, Buffer.alloc(8)), certificates];
}
function withChecksum(file, splices) {
  const zero = checksumEdit(file, 0);
  const old = file.image.optional.readUInt32LE(OPTIONAL.CheckSum);
  if (old === 0 || old !== peChecksum(pieces(file.source, [zero]))) return splices;
  const sum2 = peChecksum(pieces(file.source, inOrder([...splices, zero])));
  return inOrder([...splices, checksumEdit(file, sum2)]);
}
function checksumEdit({ image }, value) {
  return overwrite(image.optionalAt + OPTIONAL.CheckSum, u32le(value));
}
function inOrder(splices) {
  return splices.sort((a, b) => a.at - b.at);
}
function u32le(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

// packages/core/src/formats/python-bytecode.ts
var TYPE3 = "Python Bytecode";
var pythonBytecode = {
  name: "python-bytecode",
  claims({ name, source }) {
    if (!/\.py[co]$/i.test(name)) return void 0;
    const [, , cr, lf] = source.read(0, 4);
    return cr === 13 && lf === 10 ? TYPE3 : void 0;
  },
  read: ({ source }) => appendedArtifact(source, TYPE3)
};

// packages/core/src/formats/json-text.ts
var QUOTE2 = 34;
var BACKSLASH2 = 92;
var COMMA = 44;
var COLON = 58;
var OPEN = 123;
var CLOSE = 125;
function membersOf(text2, at) {
  const members = [];
  let next3 = expect(text2, at, OPEN);
  if (text2[skipBlanks2(text2, next3)] === CLOSE) return members;
  for (; ; ) {
    const keyAt = skipBlanks2(text2, next3);
    const keyEnd = skipString(text2, keyAt);
    const valueAt = skipBlanks2(text2, expect(text2, keyEnd, COLON));
    const end = skipValue2(text2, valueAt);
    members.push({ key: decode(text2, keyAt, keyEnd), at: keyAt, valueAt, end });
    const separator = skipBlanks2(text2, end);
    if (text2[separator] === CLOSE) return members;
    next3 = expect(text2, separator, COMMA);
  }
}
function extentOf(members, member) {
  const index2 = members.indexOf(member);
  const before = members[index2 - 1];
  if (before) return { from: before.end, to: member.end };
  return { from: member.at, to: members[index2 + 1]?.at ?? member.end };
}
function decode(text2, from, to) {
  try {
    return JSON.parse(text2.toString("utf8", from, to));
  } catch {
    throw malformed5(from);
  }
}
function skipValue2(text2, at) {
  if (text2[at] === QUOTE2) return skipString(text2, at);
  let depth = 0;
  for (let i = at; i < text2.length; ) {
    const byte = text2[i];
    if (byte === QUOTE2) {
      i = skipString(text2, i);
      continue;
    }
    const closes = byte === CLOSE || byte === 93;
    if (byte === OPEN || byte === 91) depth++;
    else if (closes && depth > 0) depth--;
    if (depth === 0 && (closes || byte === COMMA || isBlank2(byte))) {
      if (i === at) break;
      return text2[at] === OPEN || text2[at] === 91 ? i + 1 : i;
    }
    i++;
  }
  throw malformed5(at);
}
function skipString(text2, at) {
  if (text2[at] !== QUOTE2) throw malformed5(at);
  for (let i = at + 1; i < text2.length; i++) {
    if (text2[i] === QUOTE2) return i + 1;
    if (text2[i] === BACKSLASH2) i++;
  }
  throw malformed5(at);
}
function expect(text2, at, byte) {
  const found2 = skipBlanks2(text2, at);
  if (text2[found2] !== byte) throw malformed5(found2);
  return found2 + 1;
}
function skipBlanks2(text2, at) {
  while (isBlank2(text2[at])) at++;
  return at;
}
function isBlank2(byte) {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}
function malformed5(at) {
  return new CodecError("MALFORMED", `the header is not JSON at byte ${at}`);
}

// packages/core/src/formats/pointer.ts
var LONGEST = 1024;
var KINDS = [
  // git-lfs/docs/spec.md, "The Pointer"; the other addresses are those of its first releases.
  [
    /^version (?:https:\/\/git-lfs\.github\.com\/spec\/v|https:\/\/hawser\.github\.com\/spec\/v|http:\/\/git-media\.io\/v)/,
    "a Git LFS pointer",
    "git lfs pull"
  ],
  // git-annex.branchable.com/internals/pointer_file
  [/^\/annex\/objects\/|^(?:\.\.\/)*\.git\/annex\/objects\//, "a pointer of git-annex", "git annex get"]
];
function checkPointer(source) {
  const start = asBuffer(source.read(0, Math.min(source.size, LONGEST))).toString("latin1");
  const kind = KINDS.find(([pattern]) => pattern.test(start));
  if (kind)
    throw new CodecError("POINTER", `the file is ${kind[1]}, not the content: fetch that first (${kind[2]})`);
}

// packages/core/src/formats/sidecar.ts
var TYPE4 = "ML model";
var SUFFIX = ".chalk";
var sidecar = {
  name: "sidecar",
  claims({ name, source }) {
    if (!/\.(onnx|bin|pt|pth)$/i.test(name)) return void 0;
    return asBuffer(source.read(0, 4)).toString("latin1") === "PK" ? void 0 : TYPE4;
  },
  read: (candidate) => withPointerCheck(candidate.source, artifactBeside(candidate.beside, TYPE4, []))
};
function withPointerCheck(source, artifact) {
  return {
    ...artifact,
    insert(mark2) {
      checkPointer(source);
      return artifact.insert(mark2);
    }
  };
}
function artifactBeside(beside, type, normalForm2) {
  const file = beside?.(SUFFIX);
  const size = file?.size ?? 0;
  const mark2 = file && markIn3(file);
  return {
    type,
    ...mark2 && { mark: mark2 },
    normalForm: normalForm2,
    sidecar: SUFFIX,
    insert(text2) {
      if (!beside)
        throw new CodecError("NO_PLACE", "its mark needs a file beside it, which it cannot have here");
      if (size > 0 && !mark2)
        throw new CodecError("NAME_TAKEN", `the file ${SUFFIX} beside it is not a mark: move it away`);
      return [{ at: 0, remove: size, insert: lineOf(text2) }];
    },
    remove: () => mark2 ? [{ at: 0, remove: size, insert: NOTHING }] : []
  };
}
function markIn3(file) {
  if (file.size > MAX_MARK) return void 0;
  const bytes = file.read(0, file.size);
  const found2 = findMark(bytes);
  if (!found2 || found2.placeholder) return void 0;
  const text2 = bytes.slice(found2.start, found2.end);
  const isAlone2 = Buffer.compare(bytes, lineOf(text2)) === 0;
  return {
    text: text2,
    dict: found2.dict,
    ...!isAlone2 && { broken: `the file ${SUFFIX} holds more than the mark` }
  };
}
function lineOf(mark2) {
  return Buffer.concat([mark2, Buffer.from("\n")]);
}

// packages/core/src/formats/safetensors.ts
var TYPE5 = "SafeTensors model";
var LENGTH_SIZE = 8;
var ALIGNMENT2 = 8;
var MAX_HEADER2 = 1e8;
var METADATA = "__metadata__";
var KEY2 = "chalk";
var ADDED_METADATA = 8;
var safeTensors = {
  name: "safetensors",
  claims({ name, source }) {
    return /\.safetensors$/i.test(name) && source.read(LENGTH_SIZE, 1)[0] === 123 ? TYPE5 : void 0;
  },
  read({ source, beside }) {
    const header = readHeader(source);
    return header.metadata ? artifactOf3(source, header) : artifactBeside(beside, TYPE5, bareForm(header));
  }
};
function readHeader(source) {
  const length = u64(readAt(source, 0, LENGTH_SIZE, "the header\u2019s length"), 0);
  if (length > MAX_HEADER2) throw truncated("the header");
  const text2 = readAt(source, LENGTH_SIZE, length, "the header");
  const members = membersOf(text2, 0);
  const metadata = members.filter(({ key }) => key === METADATA);
  const pairs = metadata[0] ? membersOf(text2, metadata[0].valueAt) : [];
  const chalk = pairs.filter(({ key }) => key === KEY2);
  if (metadata.length > 1 || chalk.length > 1)
    throw new CodecError("MALFORMED", `the header has ${METADATA} or ${KEY2} more than once`);
  return {
    text: text2,
    members,
    pairs,
    ...metadata[0] && { metadata: metadata[0] },
    ...chalk[0] && { chalk: chalk[0] }
  };
}
function markIn4({ text: header, chalk }) {
  if (!chalk) return void 0;
  const mark2 = Buffer.from(stringAt(header, chalk));
  const parsed2 = parseMark(mark2);
  if ("error" in parsed2) return void 0;
  const text2 = mark2.subarray(0, parsed2.end);
  return { text: text2, dict: parsed2.dict, written: (compact) => padded(compact, blanksIn(text2)) };
}
function stringAt(text2, { valueAt, end }) {
  try {
    const value = JSON.parse(text2.toString("utf8", valueAt, end));
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}
function artifactOf3(source, header) {
  const { chalk, pairs } = header;
  const found2 = markIn4(header);
  const removal2 = found2 ? removalOf(header, found2) : [];
  const broken = found2 && !standsAsWritten2(source, removal2, found2.text);
  const mark2 = found2 && { ...found2, ...broken && { broken: NOT_AS_WRITTEN } };
  return {
    type: TYPE5,
    ...mark2 && { mark: mark2 },
    normalForm: mark2 ? cut(header, pairs, chalk) : [],
    insert(text2) {
      checkJson(header);
      const insertInto = (plain) => insertion2(readHeader(plain), text2);
      return mark2 ? replacement(source, removal2, insertInto) : insertion2(header, text2);
    },
    remove: () => removal2
  };
}
function insertion2(header, mark2) {
  if (header.chalk)
    throw new CodecError("NAME_TAKEN", `the model has "${KEY2}" in its ${METADATA} that is not a mark`);
  const bare = placePair(header, pairOf(mark2, 0));
  const length = header.text.length - bare.remove + bare.insert.length;
  const blanks = alignUp(length, ALIGNMENT2) - length + (header.metadata ? 0 : ADDED_METADATA);
  return put(header, placePair(header, pairOf(mark2, blanks)));
}
function removalOf(header, mark2) {
  const { metadata, chalk, pairs, members } = header;
  const isAdded = pairs.length === 1 && blanksIn(mark2.text) >= ADDED_METADATA;
  return isAdded ? cut(header, members, metadata) : cut(header, pairs, chalk);
}
function standsAsWritten2(source, removal2, mark2) {
  const bare = Buffer.concat([mark2.subarray(0, mark2.length - 1 - blanksIn(mark2)), Buffer.from("}")]);
  const theirs = (plain) => {
    const header = readHeader(plain);
    return put(header, placePair(header, pairOf(bare, 0)));
  };
  return isAsWritten(source, removal2, (plain) => insertion2(readHeader(plain), bare)) || isAsWritten(source, removal2, theirs);
}
function checkJson({ text: text2 }) {
  let header;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text2));
  } catch {
    throw new CodecError("MALFORMED", "the header is not JSON");
  }
  const metadata = header[METADATA] ?? {};
  if (Object.values(metadata).some((value) => typeof value !== "string"))
    throw new CodecError("MALFORMED", `the ${METADATA} in the header holds more than strings`);
}
function placePair(header, pair) {
  const { metadata, pairs } = header;
  const last = pairs.at(-1);
  if (last) return { at: last.end, remove: 0, insert: Buffer.from(`,${pair}`) };
  if (metadata) return { at: metadata.valueAt + 1, remove: 0, insert: Buffer.from(pair) };
  return addedMetadata(header, pair);
}
function bareForm(header) {
  return put(header, addedMetadata(header, ""));
}
function addedMetadata({ text: text2, members }, pair) {
  const comma = members.length > 0 ? "," : "";
  const at = members[0]?.at ?? text2.indexOf("{") + 1;
  return { at, remove: 0, insert: Buffer.from(`"${METADATA}":{${pair}}${comma}`) };
}
function pairOf(mark2, blanks) {
  return `"${KEY2}":${JSON.stringify(padded(mark2, blanks).toString())}`;
}
function padded(mark2, blanks) {
  return Buffer.concat([mark2.subarray(0, -1), Buffer.from(`${" ".repeat(blanks)}}`)]);
}
function blanksIn(mark2) {
  return / *(?=\}$)/.exec(Buffer.from(mark2).toString())[0].length - 1;
}
function cut(header, members, member) {
  const { from, to } = extentOf(members, member);
  return put(header, { at: from, remove: to - from, insert: NOTHING });
}
function put({ text: text2 }, edit) {
  const length = text2.length - edit.remove + edit.insert.length;
  return [
    { at: 0, remove: LENGTH_SIZE, insert: u64le(length) },
    { ...edit, at: LENGTH_SIZE + edit.at }
  ];
}

// packages/core/src/keys/catalogue.ts
var CONTENT_HASH = "X-CONTENT-HASH";

// packages/core/src/formats/text/encoding.ts
import { isUtf8 } from "node:buffer";

// packages/core/src/formats/text/declaration.ts
var SIGN = /(?<=coding\s*|(?<=\s)(?:vim?[<=>]?\d{0,9}|ex)|(?:\bkate|\bpylint|Local Variables|sourceMappingURL|sourceURL|debugId|\bisort|\bcheckov|\btfsec|\btrivy)\s*)[:=]/gi;
var STAR = /(?<=-)\*(?=-)/g;
var ANNOTATION = /(?<=[#@])_(?=_[A-Z])|(?<=@)j(?=sx)/g;
var ALL = new RegExp(`${SIGN.source}|${STAR.source}|${ANNOTATION.source}`, "gi");
function escapeDeclarations(mark2) {
  return mark2.replace(ALL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
function declarationIn(mark2, everywhere) {
  for (const pattern of everywhere ?? [ALL]) {
    pattern.lastIndex = 0;
    const match2 = pattern.exec(mark2);
    if (match2) return wordAround(mark2, match2.index);
  }
  return void 0;
}
var READ_EVERYWHERE = {
  ruby: [STAR],
  javascript: [ANNOTATION, /(?<=sourceMappingURL|sourceURL|debugId)=/g],
  css: [/(?<=sourceMappingURL|sourceURL|debugId)=/g]
};
function wordAround(text2, at) {
  return (/[\w@#*-]*$/.exec(text2.slice(Math.max(0, at - 20), at))?.[0] ?? "") + (/^.[\w*-]{0,12}/.exec(text2.slice(at))?.[0] ?? "");
}

// packages/core/src/formats/text/escape.ts
function escapeForXml(mark2) {
  return escapeAll(mark2, /(?<=-)-|[\ufffe\uffff]/g);
}
function escapeForAscii(mark2) {
  return escapeAll(mark2, /[\x80-\ud7ff\ue000-\uffff]/g);
}
function escapeOpeners(mark2) {
  return escapeAll(mark2, /\/(?=\*)/g);
}
function escapeAll(mark2, characters) {
  const text2 = mark2.toString();
  const escaped4 = text2.replace(
    characters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
  return escaped4 === text2 ? mark2 : Buffer.from(escaped4);
}

// packages/core/src/formats/text/encoding.ts
var CHUNK2 = 1024 * 1024;
function checkEncoding(window, { syntax }) {
  const declared = syntax === "xml" ? xmlEncoding(window) : void 0;
  if (declared !== void 0 && !/^utf-?8$/i.test(declared))
    throw new CodecError("NOT_UTF8", `the text declares the encoding ${JSON.stringify(declared)}, not UTF-8`);
  for (let at = 0; at < window.size; ) {
    const bytes = window.whole ?? window.slice(at, at + CHUNK2);
    const end = at + bytes.length < window.size ? characterStart(bytes) : bytes.length;
    const text2 = end === bytes.length ? bytes : bytes.subarray(0, end);
    if (!isUtf8(text2)) throw new CodecError("NOT_UTF8", "the text is not UTF-8");
    if (text2.includes(0)) throw new CodecError("BINARY", "the file holds NUL bytes: it is not only text");
    at += end;
  }
}
function checkSignature(window, { syntax }) {
  if (syntax !== "powershell" && syntax !== "javascript") return;
  const end = window.slice(window.size - 64, window.size).toString("latin1");
  if (/SIG \S+ End signature block\s*$/.test(end))
    throw new CodecError("SIGNED", "the script is signed: mark it before signing");
}
function xmlEncoding(window) {
  const start = window.slice(0, 256).toString("latin1").replace(/^\xef\xbb\xbf/, "");
  return /^<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(start)?.[1];
}
function characterStart(bytes) {
  for (let at = bytes.length - 1; at >= bytes.length - 4; at--) if ((bytes[at] & 192) !== 128) return at;
  return bytes.length;
}
function encodedFor(window, language, mark2, opener) {
  const { syntax } = language;
  const bytes = withoutDeclarations(asBuffer(mark2));
  if (syntax === "xml") return escapeForXml(bytes);
  if (language.lexis.block?.nests && opener.toString("latin1").endsWith("/* ")) return escapeOpeners(bytes);
  if (syntax !== "python") return bytes;
  const foreign = foreignEncoding(window, language);
  if (foreign !== void 0) throw new CodecError("ENCODING", foreign);
  if (isAscii(bytes)) return bytes;
  const encoding = pythonEncoding(window, language);
  if (encoding === "utf-8") return bytes;
  const ascii = escapeForAscii(bytes);
  if (encoding === "unknown" || isAscii(ascii)) return ascii;
  throw new CodecError(
    "ENCODING",
    "the mark has characters that are not in the encoding that the file declares"
  );
}
function withoutDeclarations(mark2) {
  const text2 = mark2.toString();
  const escaped4 = escapeDeclarations(text2);
  return escaped4 === text2 ? mark2 : Buffer.from(escaped4);
}
var ASCII_BASED = /^(?:u(?:tf)?-?8(?:-sig)?|cp65001|utf|(?:us-?)?ascii|646|latin-?\d*|l\d|iso-?8859(?:-?\d+)*(?:-e)?|8859|cp819|(?:cp|windows-?|ibm)?(?:1\d{3}|437|7\d\d|8[0-6]\d|9[34]\d)|koi8-[rut]|mac-?\w+|euc-?\w+|ujis|gb(?:k|2312|18030)|big5(?:-?hkscs)?|(?:s|shift-?|s-)jis\w*(?:-\w+)?|johab|ptcp154|kz-?1048|tis-?620|hp-?roman8)$/;
var EBCDIC = /^(?:cp|ibm)?(?:1026|1140)$/;
function foreignEncoding(window, { syntax }) {
  const start = window.slice(0, 2);
  if (start[0] === 255 && start[1] === 254 || start[0] === 254 && start[1] === 255)
    return "the text is in UTF-16, in which the mark is no comment";
  const declared = syntax === "python" ? pythonDeclaration(window) : syntax === "xml" ? xmlEncoding(window) : void 0;
  const name = declared?.toLowerCase().replaceAll("_", "-");
  if (name === void 0 || ASCII_BASED.test(name) && !EBCDIC.test(name)) return void 0;
  return `the file declares the encoding ${JSON.stringify(declared)}, in which it is not sure where a comment ends`;
}
function pythonDeclaration(window) {
  const lines = window.slice(0, 4096).toString("latin1").replace(/^\xef\xbb\xbf/, "").split(/\r\n?|\n/, 2);
  for (const text2 of lines) {
    const declared = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(text2)?.[1];
    if (declared) return declared;
    if (!/^[ \t\f]*(?:#|$)/.test(text2)) break;
  }
  return void 0;
}
function pythonEncoding(window, { interpreter = "python3" }) {
  if (window.slice(0, 3).toString("latin1") === "\xEF\xBB\xBF") return "utf-8";
  const declared = pythonDeclaration(window);
  if (declared) return /^utf[-_]?8/i.test(declared) ? "utf-8" : "other";
  if (/2(?:\.\d+)?$/.test(interpreter)) return "other";
  return /^python$/.test(interpreter) ? "unknown" : "utf-8";
}
function isAscii(bytes) {
  return bytes.every((byte) => byte < 128);
}

// packages/core/src/formats/text/css.ts
var NEWLINE = 10;
var FORM_FEED = 12;
var CARRIAGE_RETURN = 13;
var BACKSLASH3 = 92;
var SLASH = 47;
var QUOTE3 = 34;
var HASH = 35;
var APOSTROPHE = 39;
var PARENTHESIS = 40;
var CLOSING_PARENTHESIS = 41;
var ASTERISK = 42;
var PLUS = 43;
var DASH = 45;
var DOT = 46;
var LT = 60;
var GT = 62;
var AT = 64;
var [NAME, NAME_START, DIGIT, HEX] = [/[\w-]/, /[A-Za-z_]/, /\d/, /[\da-f]/i].map(
  (pattern, i) => Uint8Array.from(
    { length: 256 },
    (_, byte) => byte >= 128 && i < 2 || pattern.test(String.fromCharCode(byte)) ? 1 : 0
  )
);
function scanCss(css) {
  const comments = [];
  const refuse = (hazard) => ({ comments, hazard });
  for (let at = 0; at < css.length; ) {
    const byte = css[at];
    if (byte === QUOTE3 || byte === APOSTROPHE) {
      at = stringEnd(css, at) + 1;
      if (at === 0) return refuse("ends inside a string");
    } else if (byte === SLASH && css[at + 1] === ASTERISK) {
      const end = css.indexOf("*/", at + 2);
      if (end < 0) return refuse("ends inside a comment");
      comments.push(at, end + 2);
      at = end + 2;
    } else if (DIGIT[byte] === 1) at = numberEnd(css, at);
    else if (byte === HASH)
      at = NAME[css[at + 1]] === 1 || isEscape(css, at + 1) ? nameEnd(css, at + 1) : at + 1;
    else if (byte === AT) at = startsName(css, at + 1) ? nameEnd(css, at + 1) : at + 1;
    else if (css[at] === LT && css.toString("latin1", at, at + 4) === "<!--") at += 4;
    else if (byte === DASH && css[at + 1] === DASH && css[at + 2] === GT) at += 3;
    else if (startsName(css, at)) {
      const end = nameEnd(css, at);
      if (css[end] === PARENTHESIS && isUrl(css, at, end)) {
        at = urlEnd(css, end + 1);
        if (at < 0) return refuse("ends inside a URL");
      } else at = end;
    } else at++;
  }
  return endsInEscape(css) ? refuse("ends in a backslash") : { comments };
}
function stringEnd(css, open4) {
  for (let at = open4 + 1; at < css.length; at++) {
    const byte = css[at];
    if (byte === css[open4] || isNewline(byte)) return at;
    if (byte === BACKSLASH3) at += css[at + 1] === CARRIAGE_RETURN && css[at + 2] === NEWLINE ? 2 : 1;
  }
  return -1;
}
function numberEnd(css, at) {
  const digits = () => {
    while (DIGIT[css[at]] === 1) at++;
  };
  digits();
  if (css[at] === DOT && DIGIT[css[at + 1]] === 1) {
    at++;
    digits();
  }
  if ((css[at] | 32) === 101) {
    const sign2 = css[at + 1] === PLUS || css[at + 1] === DASH ? 1 : 0;
    if (DIGIT[css[at + 1 + sign2]] === 1) {
      at += 1 + sign2;
      digits();
    }
  }
  return startsName(css, at) ? nameEnd(css, at) : at;
}
function startsName(css, at) {
  const byte = css[at];
  if (byte === void 0) return false;
  if (byte === DASH) return NAME_START[css[at + 1]] === 1 || css[at + 1] === DASH || isEscape(css, at + 1);
  return NAME_START[byte] === 1 || isEscape(css, at);
}
function isEscape(css, at) {
  return css[at] === BACKSLASH3 && !isNewline(css[at + 1]);
}
function nameEnd(css, at) {
  for (; ; ) {
    if (NAME[css[at]] === 1) at++;
    else if (isEscape(css, at)) at = escapeEnd(css, at);
    else return at;
  }
}
function escapeEnd(css, at) {
  let end = at + 1;
  while (end < at + 7 && HEX[css[end]] === 1) end++;
  if (end === at + 1) return Math.min(end + 1, css.length);
  if (css[end] === CARRIAGE_RETURN && css[end + 1] === NEWLINE) return end + 2;
  return isSpace(css[end]) ? end + 1 : end;
}
function isUrl(css, from, to) {
  let at = from;
  for (const letter of "url") {
    if (at >= to) return false;
    const end = css[at] === BACKSLASH3 ? escapeEnd(css, at) : at + 1;
    const code = end === at + 1 ? css[at] : escaped(css.toString("latin1", at + 1, end));
    if (code >= 128 || String.fromCharCode(code).toLowerCase() !== letter) return false;
    at = end;
  }
  return at === to;
}
function escaped(text2) {
  return /^[\da-f]/i.test(text2) ? Number.parseInt(text2, 16) : text2.charCodeAt(0);
}
function urlEnd(css, from) {
  let at = from;
  while (isSpace(css[at])) at++;
  if (css[at] === QUOTE3 || css[at] === APOSTROPHE) return at;
  for (; at < css.length; at++) {
    if (css[at] === CLOSING_PARENTHESIS) return at + 1;
    if (isEscape(css, at)) at = escapeEnd(css, at) - 1;
  }
  return -1;
}
function endsInEscape(css) {
  let count2 = 0;
  while (css[css.length - 1 - count2] === BACKSLASH3) count2++;
  return count2 % 2 === 1;
}
function isNewline(byte) {
  return byte === NEWLINE || byte === CARRIAGE_RETURN || byte === FORM_FEED;
}
function isSpace(byte) {
  return byte === 32 || byte === 9 || isNewline(byte);
}

// packages/core/src/formats/text/html.ts
var LT2 = 60;
var GT2 = 62;
var SLASH2 = 47;
var EQUALS = 61;
var QUOTE4 = 34;
var APOSTROPHE2 = 39;
var DASH2 = 45;
var BANG = 33;
var RAW_TEXT = /* @__PURE__ */ new Set([
  "script",
  "style",
  "textarea",
  "title",
  "xmp",
  "iframe",
  "noembed",
  "noframes",
  "noscript"
]);
var SENSITIVE = /* @__PURE__ */ new Set(["pre", "listing", "template"]);
var FOREIGN = /* @__PURE__ */ new Map([
  ["svg", /* @__PURE__ */ new Set(["foreignobject", "desc", "title"])],
  ["math", /* @__PURE__ */ new Set(["mi", "mo", "mn", "ms", "mtext"])]
]);
var VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
var BREAKOUT = new Set(
  "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var".split(" ")
);
var PASSES_OVER = /* @__PURE__ */ new Map([
  ["select", /* @__PURE__ */ new Set(["script"])],
  ["frameset", /* @__PURE__ */ new Set(["noframes"])]
]);
var IN_HEAD = /* @__PURE__ */ new Set(["script", "style", "title", "noframes"]);
var LENGTHS_BY_INITIAL = [];
for (const name of [
  ...RAW_TEXT,
  ...SENSITIVE,
  ...FOREIGN.keys(),
  ...PASSES_OVER.keys(),
  "plaintext",
  "col"
]) {
  const lengths = LENGTHS_BY_INITIAL[name.charCodeAt(0)] ??= [];
  if (!lengths.includes(name.length)) lengths.push(name.length);
}
var MAX_DEPTH2 = 512;
function scanPage(html) {
  const scripting = scanHtml(html);
  if (scripting.hazard !== void 0 || !/<noscript/i.test(html.toString("latin1"))) return scripting;
  const { hazard } = scanHtml(html, void 0, false);
  return { comments: scripting.comments, hazard: hazard && `${hazard} where scripts are turned off` };
}
function scanHtml(html, onRawText, scripting = true) {
  const comments = [];
  const stack = [];
  const refuse = (hazard) => ({ comments, hazard });
  for (let at = html.indexOf(LT2); at >= 0; at = html.indexOf(LT2, at)) {
    const next3 = html[at + 1];
    if (startsComment(html, at)) {
      const end = commentEnd(html, at);
      if (end < 0) return refuse("ends inside a comment");
      comments.push(at, end);
      at = end;
    } else if (stack.at(-1)?.foreign && html.toString("latin1", at, at + 9) === "<![CDATA[") {
      const end = html.indexOf("]]>", at);
      if (end < 0) return refuse("ends inside a CDATA section");
      at = end + 3;
    } else if (isLetter(next3) || next3 === SLASH2 && isLetter(html[at + 2])) {
      const start = at;
      const tag = parseTag(html, start, stack.length > 0);
      if (!tag) return refuse("ends inside a tag");
      at = tag.end;
      if (tag.closes) {
        if (!close(stack, tag.name)) return refuse("has an end tag in a place where it does not belong");
        continue;
      }
      const { name } = tag;
      if (isAmbiguous(stack, name, () => html.toString("latin1", start, tag.end)))
        return refuse(`has <${name}> in a place where it is not clear how the text behind it is read`);
      if (!open(stack, tag)) continue;
      if (name === "plaintext") return refuse("ends inside <plaintext>");
      if (RAW_TEXT.has(name) && (scripting || name !== "noscript")) {
        const from = at;
        at = name === "script" ? scriptEnd(html, from) : rawTextEnd(html, from, name);
        if (at < 0) return refuse(`ends inside <${name}>`);
        onRawText?.(name, from, at);
      }
    } else if (next3 === SLASH2 || next3 === BANG || next3 === 63) {
      const end = html.indexOf(GT2, at);
      if (end < 0) return refuse("ends inside a declaration");
      at = end + 1;
    } else at++;
  }
  const sensitive = stack.find(({ name }) => SENSITIVE.has(name));
  return sensitive ? refuse(`ends inside <${sensitive.name}>`) : { comments };
}
function isAmbiguous(stack, name, tag) {
  const top = stack.at(-1);
  if (!top) return false;
  if (stack.length >= MAX_DEPTH2) return true;
  if (top.foreign) {
    if (name === "font") return /color|face|size/i.test(tag());
    if (name === "svg") return top.foreign === FOREIGN.get("math");
    return name === "annotation-xml" && /html|&/i.test(tag());
  }
  if (name === "mglyph" || name === "malignmark") return true;
  if (!RAW_TEXT.has(name) && !FOREIGN.has(name)) return false;
  return stack.some(
    ({ name: outer, columns }) => columns ? !IN_HEAD.has(name) : PASSES_OVER.get(outer)?.has(name) === false
  );
}
function open(stack, { name, selfClosing }) {
  if (BREAKOUT.has(name)) while (stack.at(-1)?.foreign) stack.pop();
  const { foreign, deep = false } = stack.at(-1) ?? {};
  const inner2 = foreign ? foreign.has(name) ? void 0 : foreign : FOREIGN.get(name);
  const isHtml = !foreign && !inner2;
  if (name === "col" && stack.at(-1)?.name === "template") stack.at(-1).columns = true;
  const isTracked = SENSITIVE.has(name) || PASSES_OVER.has(name) || (isHtml ? deep && !VOID.has(name) : !selfClosing);
  if (isTracked) stack.push({ name, foreign: inner2, deep: deep || !isHtml });
  return isHtml;
}
function close(stack, name) {
  const { foreign, deep } = stack.at(-1) ?? {};
  if (name === "frameset") return true;
  const index2 = stack.findLastIndex((element) => element.name === name);
  if (index2 >= 0 && stack.some((element, i) => i > index2 && PASSES_OVER.has(element.name))) return false;
  if (foreign && (index2 < 0 || !stack.every((element, i) => i <= index2 || element.foreign))) return false;
  if (!foreign && deep && index2 >= 0 && index2 < stack.length - 1) return false;
  if (index2 >= 0) stack.length = index2;
  return true;
}
function startsComment(html, at) {
  return html[at + 1] === BANG && html[at + 2] === DASH2 && html[at + 3] === DASH2 && html[at] === LT2;
}
function commentEnd(html, start) {
  for (let gt = html.indexOf(GT2, start + 4); gt >= 0; gt = html.indexOf(GT2, gt + 1)) {
    if (html[gt - 1] === DASH2 && html[gt - 2] === DASH2) return gt + 1;
    const bang = html[gt - 1] === BANG && html[gt - 2] === DASH2 && html[gt - 3] === DASH2;
    if (bang && gt - 3 >= start + 4) return gt + 1;
  }
  return -1;
}
function parseTag(html, start, anyName) {
  const closes = html[start + 1] === SLASH2;
  const nameStart = start + (closes ? 2 : 1);
  let at = nameStart;
  while (at < html.length && !endsName(html[at])) at++;
  const name = anyName || mayMatter(html, nameStart, at) ? html.toString("latin1", nameStart, at).toLowerCase() : "";
  let selfClosing = false;
  while (at < html.length) {
    const byte = html[at];
    if (byte === GT2) return { name, closes, selfClosing, end: at + 1 };
    selfClosing = byte === SLASH2;
    if (selfClosing || isSpace2(byte)) at++;
    else at = attributeEnd(html, at);
  }
  return void 0;
}
function mayMatter(html, from, to) {
  return LENGTHS_BY_INITIAL[html[from] | 32]?.includes(to - from) === true;
}
function attributeEnd(html, at) {
  at++;
  while (at < html.length && !endsName(html[at]) && html[at] !== EQUALS) at++;
  let value = at;
  while (isSpace2(html[value])) value++;
  if (html[value] !== EQUALS) return at;
  value++;
  while (isSpace2(html[value])) value++;
  const quote2 = html[value];
  if (quote2 === QUOTE4 || quote2 === APOSTROPHE2) {
    const close3 = html.indexOf(quote2, value + 1);
    return close3 < 0 ? html.length : close3 + 1;
  }
  while (value < html.length && !isSpace2(html[value]) && html[value] !== GT2) value++;
  return value;
}
function rawTextEnd(html, from, name) {
  for (let at = html.indexOf(LT2, from); at >= 0; at = html.indexOf(LT2, at + 1))
    if (html[at + 1] === SLASH2 && isName(html, at + 2, name)) return at;
  return -1;
}
function scriptEnd(html, from) {
  let escaped4 = false;
  let nested = false;
  for (let at = from; at < html.length; at++) {
    if (!escaped4) {
      at = html.indexOf(LT2, at);
      if (at < 0) return -1;
    }
    const byte = html[at];
    if (byte === LT2 && html[at + 1] === SLASH2 && isName(html, at + 2, "script")) {
      if (!nested) return at;
      nested = false;
    } else if (byte === LT2 && escaped4 && isName(html, at + 1, "script")) nested = true;
    else if (!escaped4 && startsComment(html, at)) {
      escaped4 = true;
      at++;
    } else if (byte === GT2 && escaped4 && html[at - 1] === DASH2 && html[at - 2] === DASH2)
      escaped4 = nested = false;
  }
  return -1;
}
function isName(html, at, name) {
  const end = at + name.length;
  return endsName(html[end]) && html.toString("latin1", at, end).toLowerCase() === name;
}
function endsName(byte) {
  return isSpace2(byte) || byte === SLASH2 || byte === GT2;
}
function isSpace2(byte) {
  return byte === 32 || byte === 10 || byte === 9 || byte === 13 || byte === 12;
}
function isLetter(byte) {
  return byte !== void 0 && (byte | 32) >= 97 && (byte | 32) <= 122;
}

// packages/core/src/formats/text/markdown.ts
var FENCE = /^ {0,3}(`{3,}|~{3,})(.*)/;
var COMMENT = /^ {0,3}<!--/;
var RAW_BLOCK = /^ {0,3}<(script|pre|style|textarea)(?=[\s>]|$)/i;
var DECLARATIONS = [
  [/^ {0,3}<\?/, "?>"],
  [/^ {0,3}<!\[CDATA\[/, "]]>"],
  [/^ {0,3}<![A-Za-z]/, ">"]
];
var LINE_LIMIT = 4096;
function scanMarkdown(markdown) {
  const comments = [];
  let fence;
  let raw;
  for (let at = 0; at < markdown.length; ) {
    const newline = markdown.indexOf(10, at);
    const end = newline < 0 ? markdown.length : newline + 1;
    const line2 = markdown.toString("latin1", at, Math.min(end, at + LINE_LIMIT));
    const [, ticks, info = ""] = FENCE.exec(line2) ?? [];
    if (fence !== void 0) {
      if (ticks?.startsWith(fence) && info.trim() === "") fence = void 0;
    } else if (ticks !== void 0) {
      if (ticks[0] === "~" || !info.includes("`")) fence = ticks;
    } else if (raw === void 0 && COMMENT.test(line2)) {
      const open4 = markdown.indexOf("<!--", at);
      const close3 = markdown.indexOf("-->", open4 + 2);
      if (close3 < 0) return { comments, hazard: "ends inside a comment" };
      comments.push(open4, close3 + 3);
      at = nextLine(markdown, close3);
      continue;
    } else {
      const closing2 = DECLARATIONS.find(([opens2]) => opens2.test(line2))?.[1];
      if (closing2 !== void 0) {
        const close3 = markdown.indexOf(closing2, at);
        if (close3 < 0) return { comments, hazard: "ends inside a declaration" };
        at = nextLine(markdown, close3);
        continue;
      }
      const tag = RAW_BLOCK.exec(line2)?.[1];
      if (tag) {
        const close3 = endTag(markdown, at, tag);
        if (close3 < 0) return { comments, hazard: `ends inside <${tag}>` };
        at = nextLine(markdown, close3);
        continue;
      }
      raw = rawTextBehind(markdown.toString("latin1", at, end), raw);
    }
    at = end;
  }
  if (raw !== void 0) return { comments, hazard: `ends inside <${raw}>` };
  return fence === void 0 ? { comments } : { comments, hazard: "ends inside a code block" };
}
var RAW_TAG = /<(\/?)(script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext)(?=[\s/>]|$)/gi;
var CODE_SPAN = /(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g;
function rawTextBehind(line2, raw) {
  if (!line2.includes("<")) return raw;
  const text2 = raw === void 0 && line2.length <= LINE_LIMIT ? line2.replace(CODE_SPAN, "") : line2;
  for (const [, slash2, name] of text2.matchAll(RAW_TAG))
    if (raw === void 0) raw = slash2 ? void 0 : name.toLowerCase();
    else if (slash2 && name.toLowerCase() === raw) raw = void 0;
  return raw;
}
function nextLine(markdown, at) {
  const newline = markdown.indexOf(10, at);
  return newline < 0 ? markdown.length : newline + 1;
}
function endTag(markdown, from, name) {
  const tag = `</${name.toLowerCase()}>`;
  for (let at = markdown.indexOf("</", from); at >= 0; at = markdown.indexOf("</", at + 2))
    if (markdown.toString("latin1", at, at + tag.length).toLowerCase() === tag) return at;
  return -1;
}

// packages/core/src/formats/text/scan.ts
function commentEnds(comments) {
  let next3 = 0;
  return (at) => {
    while (next3 < comments.length && comments[next3 + 1] <= at) next3 += 2;
    return next3 < comments.length && comments[next3] <= at ? comments[next3 + 1] : void 0;
  };
}

// packages/core/src/formats/text/xml.ts
var LT3 = 60;
var GT3 = 62;
function scanXml(xml) {
  const comments = [];
  const malformed9 = { comments, hazard: "is not well-formed" };
  let depth = 0;
  let roots = 0;
  for (let at = xml.indexOf(LT3); at >= 0; at = xml.indexOf(LT3, at)) {
    const start = xml.toString("latin1", at, at + 9);
    let end;
    if (start.startsWith("<!--")) {
      end = behind(xml, "-->", at + 4);
      if (end >= 0) comments.push(at, end);
    } else if (start === "<![CDATA[") end = behind(xml, "]]>", at);
    else if (start.startsWith("<?")) end = behind(xml, "?>", at);
    else if (start === "<!DOCTYPE") end = doctypeEnd(xml, at);
    else {
      end = tagEnd(xml, at);
      if (start[1] === "/") depth--;
      else {
        if (depth === 0) roots++;
        if (xml[end - 2] !== 47) depth++;
      }
    }
    if (end < 0) return malformed9;
    at = end;
  }
  return depth === 0 && roots === 1 ? { comments } : malformed9;
}
function behind(xml, close3, from) {
  const found2 = xml.indexOf(close3, from);
  return found2 < 0 ? -1 : found2 + close3.length;
}
function tagEnd(xml, at) {
  for (; at < xml.length; at++) {
    const byte = xml[at];
    if (byte === GT3) return at + 1;
    if (byte === 34 || byte === 39) {
      at = xml.indexOf(byte, at + 1);
      if (at < 0) return -1;
    }
  }
  return -1;
}
function doctypeEnd(xml, at) {
  let subset = false;
  for (at += 2; at >= 0 && at < xml.length; at++) {
    const byte = xml[at];
    if (byte === GT3 && !subset) return at + 1;
    if (byte === 91) subset = true;
    else if (byte === 93) subset = false;
    else if (byte === 34 || byte === 39) at = xml.indexOf(byte, at + 1);
    else if (byte === LT3) {
      const start = xml.toString("latin1", at, at + 4);
      if (start === "<!--") at = behind(xml, "-->", at + 4) - 1;
      else if (start.startsWith("<?")) at = behind(xml, "?>", at) - 1;
    }
    if (at < 0) return -1;
  }
  return -1;
}

// packages/core/src/formats/text/block-comment.ts
var SCANNERS = {
  css: scanCss,
  html: scanPage,
  xml: scanXml,
  markdown: scanMarkdown
};
function isScanned(syntax) {
  return syntax in SCANNERS;
}
function scan(window, syntax) {
  return SCANNERS[syntax](wholeOf(window));
}
function blockComments(window, syntax) {
  return commentEnds(scan(window, syntax).comments);
}
function wholeOf(window) {
  if (window.whole) return window.whole;
  throw new CodecError(
    "TOO_LARGE",
    `${window.size} bytes are too many for text whose end has to be understood`
  );
}

// packages/core/src/formats/text/lexis.ts
var ASCII = /[\0\n\v\f\r\x1a]/;
var ECMASCRIPT = /[\0\n\v\f\r\x1a]|\xe2\x80[\xa8\xa9]/;
var UNICODE = /[\0\n\v\f\r\x1a]|\xc2\x85|\xe2\x80[\xa8\xa9]|\xef\xbf[\xbe\xbf]/;
var PHP = /[\0\n\v\f\r\x1a]|[?%]>/;
var between = (open4, close3, nests) => ({
  open: new RegExp(open4.source, "y"),
  close: () => close3,
  nests
});
var SLASH_STAR = between(/\/\*/, "*/");
var NESTING = between(/\/\*/, "*/", true);
var LONG_BRACKETS = {
  open: /--\[=*\[/y,
  close: (opened2) => `]${opened2.slice(3, -1)}]`
};
var EXPANSION = /\$\{[^}]*(?:['"`\\]|$)/;
var TCL_WORD = /\{|^(?!(?:[^"]|(?<![^\s[;])"(?:[^"\\]|\\.)*"(?![^\s\];]))*$)/;
var LEXIS = {
  JavaScript: { lineEnd: ECMASCRIPT, block: SLASH_STAR },
  TypeScript: { lineEnd: ECMASCRIPT, block: SLASH_STAR },
  CSS: { block: SLASH_STAR },
  // Loud comments are interpolated (sass-lang.com/documentation/syntax/comments).
  SCSS: { block: SLASH_STAR, inBlock: /#\{/ },
  Sass: { block: SLASH_STAR, inBlock: /#\{/ },
  Less: { block: SLASH_STAR },
  php: { lineEnd: PHP, block: SLASH_STAR },
  sh: { lineEnd: ASCII, opener: EXPANSION },
  ksh: { lineEnd: ASCII, opener: EXPANSION },
  zsh: { lineEnd: ASCII, opener: EXPANSION },
  csh: { lineEnd: ASCII },
  tcsh: { lineEnd: ASCII },
  rc: { lineEnd: ASCII },
  fish: { lineEnd: ASCII },
  powershell: { block: between(/<#/, "#>") },
  python: { lineEnd: ASCII },
  ruby: {
    lineEnd: ASCII,
    slashQuotes: true,
    opener: /^=\w|^__END__|\$['"`]|%[qQwWiIrsx]?(?=\s|$)/
  },
  perl: {
    lineEnd: ASCII,
    slashQuotes: true,
    opener: /(?<![$@%&\w])(?:q[qrwx]?|[msy]|tr)[ \t]*(?:[^\w\s=,;)]|=(?!>))|^=\w|^__\w+__|\$['"`]|(?<![$@%&\w])(?:q[qrwx]?|[msy]|tr)[ \t]*$|^\s*format\b.*=\s*$/
  },
  raku: {
    block: { open: /#`/y, close: () => void 0 },
    noComment: /^#`/,
    slashQuotes: true,
    opener: /(?<![$@%&\w])(?:[qQ]\w*|[msy]|rx|tr)[ \t]*(?:[^\w\s=,;)]|=(?!>))|^=\w|[\xab\u201c\u2018\u300c]/
  },
  tcl: { lineEnd: ASCII, opener: TCL_WORD },
  expect: { lineEnd: ASCII, opener: TCL_WORD },
  awk: { lineEnd: ASCII },
  gawk: { lineEnd: ASCII },
  mawk: { lineEnd: ASCII },
  nawk: { lineEnd: ASCII },
  sed: { lineEnd: ASCII },
  julia: { block: between(/#=/, "=#", true) },
  nim: { block: between(/##?\[/, "]#", true) },
  coffee: { lineEnd: ECMASCRIPT, block: between(/###(?!#)/, "###"), opener: /\/\/\// },
  octave: { block: { open: /[#%]\{[ \t]*\r?$/y, close: () => void 0 } },
  make: { lineEnd: ASCII, flush: true, opener: /^[ \t]*(?:(?:override|export|private)[ \t]+)*define\b/ },
  just: { flush: true },
  terraform: { block: SLASH_STAR },
  groovy: { block: SLASH_STAR, unicodeEscapes: true, slashQuotes: true },
  kotlin: { block: NESTING },
  scala: { block: NESTING, unicodeEscapes: true },
  java: { block: SLASH_STAR, unicodeEscapes: true },
  swift: { block: NESTING, opener: /#\// },
  dart: { block: NESTING },
  go: { lineEnd: ASCII, block: SLASH_STAR },
  rust: { lineEnd: ASCII, block: NESTING },
  csharp: { block: SLASH_STAR },
  fsharp: { block: between(/\(\*(?!\))/, "*)", true) },
  lua: { lineEnd: ASCII, block: LONG_BRACKETS },
  // `-->` is an operator (Haskell 2010, 2.3).
  haskell: { block: between(/\{-/, "-}", true), noComment: /^--+[!#$%&*+./<=>?@\\^|~:]/ },
  // PostgreSQL's comments nest, others' do not. MySQL's `--` needs a blank.
  // Names in brackets may span lines, as in SQLite and Transact-SQL.
  sql: { block: NESTING, noComment: /^--[^\s-]/, opener: /\[[^\]]*$/ },
  lisp: { block: between(/#\|/, "|#", true) },
  prolog: { block: SLASH_STAR }
};
var DEFAULT = { lineEnd: UNICODE };
function lexisOf(type) {
  return type === void 0 ? DEFAULT : { ...DEFAULT, ...LEXIS[type] };
}
var MARKUP = {
  html: /--!?>/,
  markdown: /--!?>/,
  xml: /--|\xef\xbf[\xbe\xbf]/
};
function isMarkup({ syntax }) {
  return syntax in MARKUP;
}
var ESCAPED_LINE_END = /\\u+(?:00(?:0[acd]|1a)|ffff)/gi;
var ESCAPED_CLOSE = /(?:\*|\\u+002a)(?:\/|\\u+002f)/gi;
var ESCAPED_OPEN = /(?:\/|\\u+002f)(?:\*|\\u+002a)/gi;
function endWithin(text2, { syntax, lexis }, opener) {
  const markup = MARKUP[syntax];
  if (markup) return ending(markup.exec(text2));
  const { block: block2, unicodeEscapes } = lexis;
  const opened2 = block2 && opens(block2, opener);
  const close3 = opened2 === void 0 ? void 0 : block2?.close(opened2);
  if (!block2 || close3 === void 0)
    return first(
      ending(lexis.lineEnd.exec(text2)),
      unicodeEscapes ? escaped2(text2, ESCAPED_LINE_END) : void 0
    );
  const again = block2.nests ? indexed(text2, new RegExp(block2.open.source)) : void 0;
  return first(
    indexed(text2, close3),
    again,
    lexis.inBlock ? ending(lexis.inBlock.exec(text2)) : void 0,
    unicodeEscapes ? escaped2(text2, ESCAPED_CLOSE) : void 0,
    unicodeEscapes && block2.nests ? escaped2(text2, ESCAPED_OPEN) : void 0
  );
}
function opens(block2, text2, at = 0) {
  block2.open.lastIndex = at;
  return block2.open.exec(text2)?.[0];
}
function ending(match2) {
  return match2 ? { at: match2.index, what: match2[0] } : void 0;
}
function indexed(text2, what) {
  if (typeof what !== "string") return ending(what.exec(text2));
  const at = text2.indexOf(what);
  return at < 0 ? void 0 : { at, what };
}
function first(...endings) {
  return endings.filter((one) => !!one).sort((a, b) => a.at - b.at).at(0);
}
function escaped2(text2, pattern) {
  pattern.lastIndex = 0;
  for (let match2 = pattern.exec(text2); match2; match2 = pattern.exec(text2)) {
    let before = match2.index;
    if (text2[before] === "\\") while (text2[before - 1] === "\\") before--;
    if ((match2.index - before) % 2 === 0) return { at: match2.index, what: match2[0] };
    pattern.lastIndex = match2.index + 1;
  }
  return void 0;
}

// packages/core/src/formats/text/closed-lines.ts
var NEWLINE2 = 10;
var LINE_LIMIT2 = 64 * 1024;
var OPENER = /"""|'''|<<|\[=*\[|%[qQwWiIrsx]?[([{<|]|~[A-Za-z][^\w\s]|\\\r?$/;
var DOLLARS = /\$\w*\$/;
function standings(window, { open: open4 }, lexis) {
  const sign2 = open4.toString("latin1", 0, open4.length - 1);
  const reader = {
    sign: sign2,
    lexis,
    quotes: `'"\`${lexis.slashQuotes ? "/" : ""}`,
    openers: [OPENER, lexis.opener, sign2 === "--" ? DOLLARS : void 0].filter((one) => !!one)
  };
  let lineStart3 = 0;
  let lineEnd6 = endOfLine(window, 0);
  let close3;
  let unsure = false;
  return (at) => {
    while (!unsure && lineEnd6 <= at && lineEnd6 < window.size) {
      const line2 = lineEnd6 - lineStart3 <= LINE_LIMIT2 ? window.slice(lineStart3, lineEnd6).toString("latin1") : void 0;
      const after = line2 === void 0 ? UNSURE : afterLine(reader, line2, close3);
      if (after === UNSURE) unsure = true;
      else close3 = after.close;
      lineStart3 = lineEnd6 + 1;
      lineEnd6 = endOfLine(window, lineStart3);
    }
    if (unsure) return UNSURE;
    return close3 === void 0 ? "free" : "block";
  };
}
function isClosedCode(code, { opener, slashQuotes }) {
  if (OPENER.test(code) || opener?.test(code)) return false;
  return !slashQuotes || code.split("/").length % 2 === 1;
}
var UNSURE = "unsure";
function afterLine(reader, line2, close3) {
  const { sign: sign2, quotes, openers } = reader;
  let code = "";
  let at = 0;
  if (close3 !== void 0) {
    at = behindBlock(reader, line2, 0, close3);
    if (at === UNKNOWN) return UNSURE;
    if (at < 0) return { close: close3 };
    close3 = void 0;
  }
  let quote2 = "";
  let odd = 0;
  let isEscaped = false;
  for (; at < line2.length; at++) {
    const char = line2[at];
    if (quote2 === "" && !isEscaped) {
      const opened2 = blockAt(reader, line2, at);
      if (opened2 !== void 0) {
        close3 = reader.lexis.block?.close(opened2);
        if (close3 === void 0) return UNSURE;
        at = behindBlock(reader, line2, at + opened2.length, close3);
        if (at === UNKNOWN) return UNSURE;
        if (at < 0) break;
        at--;
        close3 = void 0;
        code += " ";
        continue;
      }
      if (line2.startsWith(sign2, at) && (at === 0 || isPlainBlank(line2, at - 1))) break;
    }
    code += char;
    const index2 = quotes.indexOf(char);
    if (index2 >= 0) odd ^= 1 << index2;
    if (isEscaped) isEscaped = false;
    else if (char === "\\") isEscaped = true;
    else if (quote2 !== "") quote2 = char === quote2 ? "" : quote2;
    else if (index2 >= 0) quote2 = char;
  }
  const isClosed = quote2 === "" && odd === 0 && !openers.some((opener) => opener.test(code));
  return isClosed ? { close: close3 } : UNSURE;
}
function isPlainBlank(line2, at) {
  return /\s/.test(line2[at]) && line2[at - 1] !== "\\";
}
function blockAt({ lexis: { block: block2 } }, line2, at) {
  return block2 && BLOCK_SIGNS.includes(line2[at]) ? opens(block2, line2, at) : void 0;
}
var BLOCK_SIGNS = "/<#%(-{";
var UNKNOWN = -2;
function behindBlock({ lexis: { block: block2 } }, line2, from, close3) {
  const end = line2.indexOf(close3, from);
  const inside = line2.slice(from, end < 0 ? line2.length : end);
  if (block2?.nests && new RegExp(block2.open.source).test(inside)) return UNKNOWN;
  return end < 0 ? -1 : end + close3.length;
}
function endOfLine(window, at) {
  while (at < window.size && window.byte(at) !== NEWLINE2) at++;
  return at;
}

// packages/core/src/formats/text/open-string.ts
var OPERATORS = new Map(Object.entries({ q: 1, qq: 1, qw: 1, qx: 1, qr: 1, m: 1, s: 2, y: 2, tr: 2 }));
var BEFORE_OPERAND = new Set(
  "and or not xor x if elsif unless while until when return split grep map join push unshift print say puts p lt gt le ge eq ne cmp in do then else".split(" ")
);
var CLOSERS = { "(": ")", "[": "]", "{": "}", "<": ">" };
var WORD = /\w(?:\w|::)*/y;
var HEREDOC = /<<([-~]?)(?:[ \t]*(["'`])([^\n]*?)\2|\\?([A-Za-z_\x80-\xff][\w\x80-\xff]*))/y;
var FORMAT = /format(?:[ \t]+[\w:]+)?[ \t]*=[ \t]*\r?(?=\n)/y;
var PERCENT = /%[qQwWiIrsx]?[^\w\s]/y;
function isInString(program, dialect, at, lineBehind) {
  const reader = { program, dialect, lineBehind, i: 0, last: "operator", heredocs: [] };
  beginLine(reader, 0);
  while (reader.i < at) step(reader);
  return reader.i > at;
}
function endingOf(program, dialect, lineBehind) {
  const reader = { program, dialect, lineBehind, i: 0, last: "operator", heredocs: [], ending: {} };
  beginLine(reader, 0);
  while (reader.i < program.length && isEmpty(reader.ending)) step(reader);
  return reader.ending;
}
function isEmpty({ data, documentation }) {
  return data === void 0 && documentation === void 0;
}
function step(reader) {
  const { program, i } = reader;
  const char = program[i];
  if (char === "\n") beginLine(reader, i + 1);
  else if (char === "#") {
    reader.i = program.indexOf("\n", i);
    if (reader.i < 0) reader.i = program.length;
  } else if (/\s/.test(char)) reader.i++;
  else if (/\w/.test(char)) word(reader);
  else if (char === '"' || char === "'" || char === "`") string(reader, i, 1);
  else if (char === "/") slash(reader);
  else if (char === "$" || char === "@") variable(reader);
  else if (char === "<" && program[i + 1] === "<") heredoc(reader);
  else if (reader.dialect === "ruby" && (char === "%" || char === "?")) rubyLiteral(reader);
  else {
    reader.last = char === ")" || char === "]" || char === "}" ? "operand" : "operator";
    reader.i++;
  }
}
function beginLine(reader, at) {
  const { program, dialect, lineBehind, ending: ending2 } = reader;
  for (const { end, indented } of reader.heredocs.splice(0))
    at = behindLine(program, lineBehind(end, at, indented) ?? at);
  const [opens2, closes] = dialect === "perl" ? [/=[A-Za-z]/y, "\n=cut"] : [/=begin\b/y, "\n=end"];
  while (match(opens2, program, at)) {
    const end = program.indexOf(closes, at);
    if (end < 0 && ending2 && dialect === "perl") ending2.documentation ??= at;
    at = end < 0 ? program.length : behindLine(program, end + 1);
  }
  if (ending2 && match(DATA_LINE[dialect], program, at)) ending2.data ??= at;
  reader.i = at;
}
var DATA_LINE = {
  perl: /__(?:END|DATA)__(?!\w)/y,
  ruby: /__END__\r?(?=\n|$(?!\n))/y,
  raku: /=finish\b/y
};
function behindLine(program, at) {
  const newline = program.indexOf("\n", at);
  return newline < 0 ? program.length : newline + 1;
}
function beginsOperand({ program, i, last }) {
  return last === "operator" || last === "word" && /\s\S\S/.test(program.slice(i - 1, i + 2));
}
function slash(reader) {
  const { program, i, last } = reader;
  if (beginsOperand(reader) && (last === "operator" || program[i + 1] !== "/")) {
    string(reader, i, 1, true);
    return;
  }
  reader.last = "operator";
  reader.i += program[i + 1] === "/" ? 2 : 1;
}
function word(reader) {
  const { program, dialect, i } = reader;
  if (dialect === "perl" && match(FORMAT, program, i)) {
    reader.i = behindLine(program, reader.lineBehind(".", i) ?? i);
    return;
  }
  const name = match(WORD, program, i)[0];
  if (reader.ending && dialect === "perl" && startsData(program, i, name))
    reader.ending.data ??= program.lastIndexOf("\n", i) + 1;
  const parts2 = dialect === "ruby" ? void 0 : OPERATORS.get(name);
  reader.i += name.length;
  const before = program.slice(Math.max(0, i - 8), i);
  if (parts2 !== void 0 && !/(?:[-&>:]|\bsub\s+)$/.test(before)) {
    const open4 = behindBlanks(program, reader.i);
    const delimiter2 = program[open4] ?? "";
    const isName2 = /[\w\s)}]/.test(delimiter2) || program.startsWith("=>", open4);
    if (!isName2) {
      string(reader, open4, parts2, true);
      return;
    }
  }
  reader.last = BEFORE_OPERAND.has(name) ? "operator" : /^\d/.test(name) ? "operand" : "word";
}
function startsData(program, i, name) {
  if (name !== "__END__" && name !== "__DATA__") return false;
  const behind3 = program.slice(i + name.length, i + name.length + 64);
  return !/^\s*=>/.test(behind3) && !program.slice(Math.max(0, i - 8), i).trimEnd().endsWith("->");
}
function variable(reader) {
  const { program, i } = reader;
  reader.last = "operand";
  reader.i++;
  const next3 = program[reader.i] ?? "";
  if (program[i] === "$" && next3 === "#" && /[\w{$]/.test(program[reader.i + 1] ?? "")) reader.i++;
  else if (program[i] === "$" && /[^\w\s{$:]/.test(next3)) reader.i++;
  WORD.lastIndex = reader.i;
  reader.i += match(WORD, program, reader.i)?.[0].length ?? 0;
}
function heredoc(reader) {
  const { program, i } = reader;
  const [text2, sign2, , quoted, bare] = match(HEREDOC, program, i) ?? [];
  const end = quoted ?? bare;
  const indented = sign2 === "~" || sign2 === "-" && reader.dialect !== "perl";
  if (end !== void 0 && reader.lineBehind(end, i + 1, indented) !== void 0) {
    reader.heredocs.push({ end, indented });
    reader.last = "operand";
    reader.i += text2.length;
  } else {
    reader.last = "operator";
    reader.i += 2;
  }
}
function rubyLiteral(reader) {
  const { program, i, last } = reader;
  const literal = match(PERCENT, program, i)?.[0];
  if (literal !== void 0 && beginsOperand(reader)) {
    string(reader, i + literal.length - 1, 1);
    return;
  }
  const isCharacter = program[i] === "?" && last !== "operand" && /\S(?!\w)/.test(program.slice(i + 1, i + 3));
  reader.last = isCharacter ? "operand" : "operator";
  reader.i += isCharacter ? 2 : 1;
}
function string(reader, open4, parts2, hasFlags = false) {
  const { program } = reader;
  const close3 = CLOSERS[program[open4]];
  let end = closing(program, open4);
  if (parts2 === 2 && end < program.length)
    end = closing(program, close3 === void 0 ? end : behindBlanks(program, end + 1));
  reader.i = Math.min(program.length, end + 1);
  if (hasFlags) reader.i += match(/\w*/y, program, reader.i)?.[0].length ?? 0;
  reader.last = "operand";
}
function closing(program, open4) {
  const opener = program[open4];
  const closer = CLOSERS[opener ?? ""];
  let depth = 1;
  for (let i = open4 + 1; i < program.length; i++) {
    const char = program[i];
    if (char === "\\") i++;
    else if (closer !== void 0 && char === opener) depth++;
    else if (char === (closer ?? opener) && --depth === 0) return i;
  }
  return program.length;
}
function behindBlanks(program, at) {
  let i = at;
  for (; ; ) {
    while (/\s/.test(program[i] ?? "")) i++;
    if (program[i] !== "#" || i === at) return i;
    i = behindLine(program, i);
  }
}
function match(pattern, text2, at) {
  pattern.lastIndex = at;
  return pattern.exec(text2);
}

// packages/core/src/formats/text/data-section.ts
function hasDataSection(syntax) {
  return syntax in MARKER;
}
var MARKER = {
  perl: /^__(?:END|DATA)__(?!\w)/,
  ruby: /^__END__\r?$/,
  raku: /^=finish\b/
};
var DOCUMENTATION = {
  perl: [/^=[A-Za-z]/, /^=cut\b/],
  ruby: [/^=begin\b/, /^=end\b/],
  raku: [/^=begin\b/, /^=end\b/]
};
var HEREDOC2 = /<<([-~]?)(?:(["'`])([^"'`\n]+)\2|([A-Za-z_]\w*))/g;
var COMMENT2 = /^[ \t]*#/;
var LINE_LIMIT3 = 4096;
function dataSection(program, dialect, skipComments = false) {
  const marker = MARKER[dialect];
  if (!program.includes(dialect === "raku" ? "=finish" : "__")) return void 0;
  const [opens2, closes] = DOCUMENTATION[dialect];
  const lines = linesOf(program);
  const lastLineOf = indexLines(lines);
  let documentation = false;
  for (let i = 0; i < lines.length; i++) {
    const { text: text2, at } = lines[i];
    if (marker.test(text2) && !documentation) return at - 1;
    if (documentation ? closes.test(text2) : opens2.test(text2)) documentation = !documentation;
    else if (!documentation && !(skipComments && COMMENT2.test(text2))) i = behindHeredocs(text2, i, lastLineOf);
  }
  return void 0;
}
function lastPart(program, dialect) {
  if (!parts.has(program)) parts.set(program, findLastPart(program, dialect));
  return parts.get(program);
}
var parts = /* @__PURE__ */ new WeakMap();
function findLastPart(program, dialect) {
  const mayHoldData = program.includes(dialect === "raku" ? "=finish" : "__");
  const documentation = dialect === "perl" ? openDocumentation(program) : void 0;
  if (!mayHoldData && documentation === void 0) return void 0;
  const data = dataSection(program, dialect, true);
  const ending2 = endingOf(program.toString("latin1"), dialect, lineFinder(program));
  const found2 = ending2.data ?? ending2.documentation;
  const guess = data === void 0 ? documentation : data + 1;
  if (found2 === void 0 && guess === void 0) return void 0;
  const kind = (ending2.data ?? data) === void 0 ? "documentation" : "data";
  const start = found2 ?? guess;
  const at = kind === "data" ? start - 1 : behindText(program, start);
  return found2 === guess ? { at, kind } : { at, kind, unsure: true };
}
function openDocumentation(program) {
  let open4;
  for (let at = 0; at >= 0; at = program.indexOf("\n=", at)) {
    if (program[at] === 10) at++;
    const line2 = program.toString("latin1", at, at + 8);
    if (/^=cut(?![A-Za-z])/.test(line2) && open4 !== void 0) open4 = void 0;
    else if (/^=[A-Za-z]/.test(line2)) open4 ??= at;
  }
  return open4;
}
function behindText(program, start) {
  let at = start;
  while (at > 0 && /\s/.test(String.fromCharCode(program[at - 1]))) at--;
  return at === 0 ? -1 : program.indexOf(10, at);
}
function isDataUnsure(program, dialect) {
  const newline = dataSection(program, dialect);
  if (newline === void 0) return false;
  return isInString(program.toString("latin1"), dialect, newline + 1, lineFinder(program));
}
function lineFinder(program) {
  const lines = linesOf(program);
  const [exact2, indented] = [/* @__PURE__ */ new Map(), /* @__PURE__ */ new Map()];
  for (const { text: text2, at } of lines) {
    const line2 = text2.replace(/\r$/, "");
    add(exact2, line2, at);
    add(indented, line2.trimStart(), at);
  }
  return (text2, from, isIndented) => next((isIndented ? indented : exact2).get(text2), from - 1);
}
function add(index2, key, value) {
  const found2 = index2.get(key);
  if (found2) found2.push(value);
  else index2.set(key, [value]);
}
function linesOf(program) {
  const lines = [];
  for (let at = 0; at < program.length; ) {
    const newline = program.indexOf(10, at);
    const end = newline < 0 ? program.length : newline;
    lines.push({ text: program.toString("latin1", at, Math.min(end, at + LINE_LIMIT3)), at });
    at = end + 1;
  }
  return lines;
}
function indexLines(lines) {
  const index2 = /* @__PURE__ */ new Map();
  for (const [i, { text: text2 }] of lines.entries()) add(index2, text2.trim(), i);
  return index2;
}
function behindHeredocs(text2, i, lines) {
  for (const [, , , quoted, bare] of text2.matchAll(HEREDOC2)) i = next(lines.get(quoted ?? bare), i) ?? i;
  return i;
}
function next(numbers, than) {
  if (!numbers) return void 0;
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = low + high >> 1;
    if (numbers[middle] > than) high = middle;
    else low = middle + 1;
  }
  return numbers[low];
}

// packages/core/src/formats/text/php.ts
var OPEN_TAG = /<\?(?!xml\b)/gi;
var TOKEN2 = /\?>|\/\/|#(?!\[)|\/\*|['"`]|<<<|__halt_compiler\b/gi;
var HEREDOC3 = /<<<[ \t]*(['"]?)([a-z_\x80-\xff][\w\x80-\xff]*)\1\r?\n/iy;
var SHORT_TAG = /<\?(?!php(?:\s|$)|=|xml\b)/i;
var LONG_TAG = /<\?(?:php(?=\s|$)|=)/gi;
function phpHazard(php) {
  const { hazard, inPage } = scanPhp(php);
  if (hazard !== void 0 || !SHORT_TAG.test(php.toString("latin1"))) return hazard;
  const other2 = scanPhp(php, LONG_TAG);
  return other2.inPage === inPage ? other2.hazard : "has short tags, and ends in a program or a page by a setting of PHP";
}
function scanPhp(php, openTag = OPEN_TAG) {
  const text2 = php.toString("latin1");
  const comments = [];
  for (let at = 0; ; ) {
    openTag.lastIndex = at;
    if (!openTag.test(text2)) return { comments, inPage: true };
    const program = programEnd(text2, openTag.lastIndex, comments);
    if (typeof program !== "number") return { comments, inPage: false, ...program };
    at = program;
  }
}
function programEnd(text2, at, comments) {
  for (; ; ) {
    TOKEN2.lastIndex = at;
    const token3 = TOKEN2.exec(text2)?.[0];
    if (token3 === void 0) return {};
    at = TOKEN2.lastIndex;
    switch (token3) {
      case "?>":
        return at;
      case "//":
      case "#": {
        const line2 = endOfLine2(text2, at);
        const close3 = text2.slice(at, line2).indexOf("?>");
        const sure = text2.slice(at, line2).search(/[?%]>/);
        comments.push(at - token3.length, sure < 0 ? line2 : at + sure);
        if (close3 >= 0) return at + close3 + 2;
        at = line2;
        break;
      }
      case "/*":
        comments.push(at - 2);
        at = behind2(text2, "*/", at);
        comments.push(at < 0 ? text2.length : at);
        if (at < 0) return { hazard: "ends inside a comment" };
        break;
      case "<<<":
        at = heredocEnd(text2, at - 3);
        if (at < 0) return { hazard: "ends inside a heredoc" };
        break;
      case "'":
      case '"':
      case "`":
        at = quoteEnd(text2, token3, at);
        if (at < 0) return { hazard: "ends inside a string" };
        break;
      default:
        return { hazard: "holds data behind __halt_compiler" };
    }
  }
}
function endOfLine2(text2, at) {
  LINE_END.lastIndex = at;
  return LINE_END.exec(text2)?.index ?? text2.length;
}
var LINE_END = /[\r\n]/g;
function behind2(text2, close3, at) {
  const found2 = text2.indexOf(close3, at);
  return found2 < 0 ? -1 : found2 + close3.length;
}
function quoteEnd(text2, quote2, at) {
  for (; at < text2.length; at++) {
    if (text2[at] === quote2) return at + 1;
    if (text2[at] === "\\") at++;
  }
  return -1;
}
function heredocEnd(text2, at) {
  HEREDOC3.lastIndex = at;
  const name = HEREDOC3.exec(text2)?.[2];
  if (name === void 0) return at + 3;
  for (let line2 = HEREDOC3.lastIndex; line2 < text2.length; line2 = endOfLine2(text2, line2) + 1) {
    let from = line2;
    while (text2[from] === " " || text2[from] === "	") from++;
    if (text2.startsWith(name, from) && !/[\w\x80-\xff]/.test(text2[from + name.length] ?? ""))
      return from + name.length;
  }
  return -1;
}

// packages/core/src/formats/text/language-table.ts
var line = (sign2) => ({ open: Buffer.from(`${sign2} `), close: Buffer.alloc(0) });
var block = (open4, close3) => ({
  open: Buffer.from(`${open4} `),
  close: Buffer.from(` ${close3}`)
});
var HASH2 = line("#");
var SLASHES = line("//");
var DASHES = line("--");
var SEMICOLON = line(";");
var PERCENT2 = line("%");
var SLASH_STAR2 = block("/*", "*/");
var MARKUP2 = block("<!--", "-->");
var TIGHT_MARKUP = { open: Buffer.from("<!--"), close: Buffer.from("-->") };
var PHP_ISLAND = block("<?php /*", "*/ ?>");
var TABLE = [
  // The web.
  {
    type: "JavaScript",
    syntax: "javascript",
    comment: SLASHES,
    interpreters: "node nodejs bun gjs cjs qjs d8 jsc js rhino jjs zx",
    extensions: "js mjs cjs jsx es es6 _js bones jake jsb jscad jsfl jsm jss njs pac sjs ssjs xsjs xsjslib",
    names: "jakefile"
  },
  {
    type: "TypeScript",
    syntax: "javascript",
    comment: SLASHES,
    interpreters: "deno tsx ts-node ts-node-esm",
    extensions: "ts mts cts tsx"
  },
  { type: "CSS", syntax: "css", comment: SLASH_STAR2, extensions: "css" },
  { type: "SCSS", syntax: "plain", comment: SLASHES, extensions: "scss" },
  { type: "Sass", syntax: "plain", comment: SLASHES, extensions: "sass" },
  { type: "Less", syntax: "plain", comment: SLASHES, extensions: "less" },
  { type: "HTML", syntax: "html", comment: MARKUP2, extensions: "html htm" },
  { type: "SVG", syntax: "xml", comment: MARKUP2, extensions: "svg" },
  { type: "XHTML", syntax: "xml", comment: MARKUP2, extensions: "xhtml xht" },
  { type: "XML", syntax: "xml", comment: MARKUP2, extensions: "xml xsl xslt" },
  { type: "Markdown", syntax: "markdown", comment: MARKUP2, extensions: "md markdown" },
  {
    type: "php",
    syntax: "php",
    comment: SLASHES,
    interpreters: "php php-cgi",
    extensions: "php php3 php4 php5 php7 php8 phtml ctp phps php_cs",
    names: "phakefile"
  },
  // Shells.
  {
    type: "sh",
    syntax: "shell",
    comment: HASH2,
    interpreters: "sh bash dash ash rbash mksh lksh pdksh posh yash bats openrc-run runscript",
    extensions: "sh bash ash dash bats command"
  },
  { type: "ksh", syntax: "shell", comment: HASH2, interpreters: "ksh ksh93", extensions: "ksh" },
  { type: "zsh", syntax: "shell", comment: HASH2, interpreters: "zsh", extensions: "zsh" },
  { type: "csh", syntax: "shell", comment: HASH2, interpreters: "csh bsd-csh", extensions: "csh" },
  { type: "tcsh", syntax: "shell", comment: HASH2, interpreters: "tcsh", extensions: "tcsh" },
  { type: "rc", syntax: "shell", comment: HASH2, interpreters: "rc" },
  { type: "fish", syntax: "plain", comment: HASH2, interpreters: "fish", extensions: "fish" },
  { type: "nu", syntax: "plain", comment: HASH2, interpreters: "nu", extensions: "nu" },
  { type: "elvish", syntax: "plain", comment: HASH2, interpreters: "elvish", extensions: "elv" },
  {
    type: "powershell",
    syntax: "powershell",
    comment: HASH2,
    interpreters: "pwsh powershell",
    extensions: "ps1 psm1 psd1"
  },
  // Languages with `#`.
  {
    type: "python",
    syntax: "python",
    comment: HASH2,
    interpreters: "python pypy ipython micropython circuitpython jython xonsh sage bpython graalpy",
    extensions: "py py3 pyi pyw pyde pyp pyt gyp gypi gclient lmi tac wsgi xpy bazel buck bzl star",
    names: "sconscript sconstruct snakefile wscript workspace buck"
  },
  {
    type: "ruby",
    syntax: "ruby",
    comment: HASH2,
    interpreters: "ruby jruby rbx truffleruby macruby rake irb mruby",
    extensions: "rb rake rbw rbx rbuild ru gemspec podspec jbuilder builder rabl thor watchr mspec god eye",
    names: "rakefile gemfile capfile vagrantfile guardfile podfile brewfile berksfile dangerfile fastfile appraisals buildfile deliverfile jarfile mavenfile puppetfile snapfile thorfile .irbrc .pryrc"
  },
  {
    type: "perl",
    syntax: "perl",
    comment: HASH2,
    interpreters: "perl ack plackup",
    extensions: "pl pm perl plx ph plh psgi",
    names: "cpanfile rexfile"
  },
  { type: "raku", syntax: "raku", comment: HASH2, interpreters: "raku perl6", extensions: "raku rakumod p6 pm6" },
  {
    type: "tcl",
    syntax: "tcl",
    comment: HASH2,
    interpreters: "tclsh wish tcl itclsh itkwish jimsh",
    extensions: "tcl itk tk"
  },
  { type: "expect", syntax: "tcl", comment: HASH2, interpreters: "expect expectk" },
  { type: "awk", syntax: "plain", comment: HASH2, interpreters: "awk", extensions: "awk" },
  { type: "gawk", syntax: "plain", comment: HASH2, interpreters: "gawk igawk", extensions: "gawk" },
  { type: "mawk", syntax: "plain", comment: HASH2, interpreters: "mawk", extensions: "mawk" },
  { type: "nawk", syntax: "plain", comment: HASH2, interpreters: "nawk original-awk goawk", extensions: "nawk" },
  { type: "sed", syntax: "plain", comment: HASH2, interpreters: "sed gsed ssed", extensions: "sed" },
  { type: "jq", syntax: "plain", comment: HASH2, interpreters: "jq gojq jaq", extensions: "jq" },
  { type: "R", syntax: "plain", comment: HASH2, interpreters: "Rscript R r littler", extensions: "r" },
  { type: "julia", syntax: "plain", comment: HASH2, interpreters: "julia", extensions: "jl" },
  { type: "elixir", syntax: "plain", comment: HASH2, interpreters: "elixir iex", extensions: "ex exs" },
  { type: "crystal", syntax: "plain", comment: HASH2, interpreters: "crystal", extensions: "cr" },
  { type: "nim", syntax: "plain", comment: HASH2, interpreters: "nim", extensions: "nim nims" },
  { type: "coffee", syntax: "plain", comment: HASH2, interpreters: "coffee", extensions: "coffee" },
  { type: "gnuplot", syntax: "plain", comment: HASH2, interpreters: "gnuplot", extensions: "gnuplot plt" },
  { type: "janet", syntax: "plain", comment: HASH2, interpreters: "janet", extensions: "janet" },
  { type: "octave", syntax: "plain", comment: HASH2, interpreters: "octave octave-cli" },
  { type: "make", syntax: "plain", comment: HASH2, interpreters: "make gmake bmake" },
  { type: "just", syntax: "plain", comment: HASH2, interpreters: "just" },
  { type: "nft", syntax: "plain", comment: HASH2, interpreters: "nft" },
  // Languages with other signs. chalk reads these marks too, but takes `#` for the sign of those it has no row for.
  { type: "terraform", syntax: "plain", comment: SLASHES, interpreters: "terraform", extensions: "tf tfvars hcl nomad" },
  { type: "groovy", syntax: "plain", comment: SLASHES, interpreters: "groovy nextflow", extensions: "groovy gradle nf" },
  { type: "kotlin", syntax: "plain", comment: SLASHES, interpreters: "kotlin kotlinc kscript", extensions: "kts" },
  { type: "scala", syntax: "plain", comment: SLASHES, interpreters: "scala scala-cli amm", extensions: "sc" },
  { type: "java", syntax: "plain", comment: SLASHES, interpreters: "java jbang" },
  { type: "swift", syntax: "plain", comment: SLASHES, interpreters: "swift" },
  { type: "dart", syntax: "plain", comment: SLASHES, interpreters: "dart" },
  { type: "go", syntax: "plain", comment: SLASHES, interpreters: "go gorun yaegi" },
  { type: "rust", syntax: "plain", comment: SLASHES, interpreters: "rust-script cargo" },
  { type: "csharp", syntax: "plain", comment: SLASHES, interpreters: "dotnet dotnet-script", extensions: "csx" },
  { type: "fsharp", syntax: "plain", comment: SLASHES, interpreters: "fsharpi", extensions: "fsx" },
  { type: "lua", syntax: "plain", comment: DASHES, interpreters: "lua luajit luau texlua", extensions: "lua" },
  { type: "haskell", syntax: "plain", comment: DASHES, interpreters: "runhaskell runghc stack cabal" },
  { type: "sql", syntax: "plain", comment: DASHES, interpreters: "psql", extensions: "sql" },
  {
    type: "lisp",
    syntax: "plain",
    comment: SEMICOLON,
    interpreters: "sbcl clisp ecl ccl emacs guile racket scheme csi gsi petite bb clojure clj fennel hy",
    extensions: "lisp el scm ss rkt clj cljs bb fnl"
  },
  { type: "erlang", syntax: "plain", comment: PERCENT2, interpreters: "escript" },
  { type: "prolog", syntax: "plain", comment: PERCENT2, interpreters: "swipl gprolog yap" }
];
var SLASHES_IN_CHALK = {
  interpreters: "node php terraform",
  extensions: "_js bones cjs es6 jake jakefile js jsb jscad jsfl jsm jss mjs njs pac sjs ssjs xsjs xsjslib aw ctp phakefile php php3 php4 php5 php_cs dist phps phpt phtml hcl nomad tf"
};

// packages/core/src/formats/text/shebang.ts
var WRAPPERS = /* @__PURE__ */ new Set(["env", "busybox", "toybox", "sudo", "doas", "setsid", "nohup", "nice"]);
var OPTIONS_WITH_VALUE = /* @__PURE__ */ new Set(["-u", "-C", "-g", "-n", "--unset", "--chdir"]);
var SHEBANG_SIZE = 512;
function parseShebang(start) {
  if (start[0] !== 35 || start[1] !== 33) return void 0;
  const newline = start.indexOf(10);
  const line2 = start.toString("latin1", 2, newline < 0 ? start.length : newline);
  const words = line2.split(/[ \t\r]+/).filter((word2) => word2 !== "");
  const program = fileNameOf(words[0] ?? "");
  if (program === "") return void 0;
  const wrapped = WRAPPERS.has(program) ? programAmong(words.slice(1)) : void 0;
  if (program !== "env") {
    const interpreter = wrapped ?? program;
    return { interpreter, type: interpreter, chalkName: program };
  }
  if (wrapped === void 0) return void 0;
  return { interpreter: wrapped, type: withoutVersion(wrapped), chalkName: chalkNameAmong(words.slice(1)) };
}
function programAmong(words) {
  for (let i = 0; i < words.length; i++) {
    const word2 = words[i].replace(/^(?:-[iv0]*S|--split-string=)/, "");
    if (OPTIONS_WITH_VALUE.has(word2)) i++;
    else if (!word2.startsWith("-") && !/^\w+=/.test(word2) && fileNameOf(word2) !== "") return fileNameOf(word2);
  }
  return void 0;
}
function chalkNameAmong(words) {
  return withoutVersion(fileNameOf(words.findLast((word2) => !word2.startsWith("-")) ?? ""));
}
function withoutVersion(name) {
  return name.replace(/(?<=[^0-9.])[0-9.]+$/, "");
}
function fileNameOf(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}

// packages/core/src/formats/text/languages.ts
var indexes = {};
var slashesInChalk = {
  interpreters: new Set(SLASHES_IN_CHALK.interpreters.split(" ")),
  extensions: new Set(SLASHES_IN_CHALK.extensions.split(" "))
};
function languageOf(path, start) {
  return languageByShebang(path, start) ?? languageByName(path);
}
function languageByName(path) {
  const name = fileNameOf(path);
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 ? name.slice(dot + 1) : "";
  const language = languageBy("extensions", extension.toLowerCase()) ?? languageBy("names", name.toLowerCase());
  if (!language) return void 0;
  const { type, syntax, comment } = language;
  const sign2 = slashesInChalk.extensions.has(extension) ? SLASHES : HASH2;
  return { type, syntax, comment, lexis: lexisOf(type), sameInChalk: comment === sign2 };
}
function languageByShebang(path, start) {
  const shebang = parseShebang(start);
  if (!shebang) return void 0;
  const { interpreter, type } = shebang;
  const language = languageOfInterpreter(interpreter);
  const { syntax, comment } = language ?? {
    syntax: "plain",
    comment: HASH2
  };
  const sign2 = slashesInChalk.interpreters.has(shebang.chalkName) ? SLASHES : HASH2;
  const named = languageByName(path);
  const detected = {
    type,
    syntax,
    comment,
    lexis: lexisOf(language?.type),
    sameInChalk: comment === sign2,
    interpreter
  };
  if (!language) detected.doubt = `it is not known how ${JSON.stringify(interpreter)} writes comments`;
  else if (named && named.comment !== comment)
    detected.doubt = `the shebang says ${interpreter} and the name ${named.type}, and a comment in one is code in the other`;
  return detected;
}
function languageOfInterpreter(name) {
  return languageBy("interpreters", name) ?? languageBy("interpreters", withoutVersion(name).replace(/-$/, ""));
}
function languageBy(kind, word2) {
  indexes[kind] ??= index(kind);
  return indexes[kind].get(word2);
}
function index(kind) {
  const languages = /* @__PURE__ */ new Map();
  for (const row of TABLE) for (const word2 of row[kind]?.split(" ") ?? []) languages.set(word2, row);
  return languages;
}

// packages/core/src/formats/text/shell.ts
var HEAD_SIZE = 4096;
var RUNS_ITSELF = /\bexec\b([^\n]*?)\$(?:0|\{0\}|\{BASH_SOURCE)/g;
var DATA = /^(?:.*\b)?__(?:END|DATA)__|^=finish\b/m;
var PAYLOAD = /^(?:#[ \t#]*)?(?:_{2,}[A-Za-z][A-Za-z0-9_]*_{2,}:?|[=_-]{3,}[A-Z_ ]*(?:PAYLOAD|ARCHIVE|BINARY)[A-Z_ ]*[=_-]{3,}|begin(?:-base64)? [0-7]{3,4} \S.*)[ \t]*\r?$/;
var ANY_PAYLOAD = new RegExp(PAYLOAD.source, "m");
var BASE64_LINE = /^[A-Za-z0-9+/]{60,}={0,2}\r?$/;
function isCShell(type) {
  return /^(?:bsd-|t)?csh$/.test(type);
}
function shellHazard(script, isCsh) {
  return foreignHazard(script) ?? base64Hazard(script) ?? scanLines(script, isCsh);
}
function endsInHeredoc(script, isCsh) {
  return script.includes("<<") && scanLines(script, isCsh) === IN_HEREDOC;
}
function withoutHeredocs(script) {
  if (!script.includes("<<")) return script;
  let rest = "";
  let from = 0;
  const scanner = { text: script, at: 0, open: [], pending: [], isCsh: false };
  while (scanner.at < script.length) {
    scanLine(scanner);
    const start = scanner.at;
    for (const heredoc2 of scanner.pending.splice(0)) skipHeredoc(scanner, heredoc2);
    if (scanner.at > start) {
      rest += script.slice(from, start);
      from = scanner.at;
    }
  }
  return rest + script.slice(from);
}
var IN_HEREDOC = "ends inside a here-document";
function foreignHazard(script) {
  for (const [, command = ""] of script.toString("latin1", 0, HEAD_SIZE).matchAll(RUNS_ITSELF))
    for (const word2 of command.split(/[^\w.+-]+/)) {
      const language = languageOfInterpreter(word2);
      if (language && language.comment !== HASH2) return `runs itself with ${word2}`;
      if (language && hasDataSection(language.syntax) && DATA.test(script.toString("latin1")))
        return `runs itself with ${word2} and carries data`;
    }
  return void 0;
}
function base64Hazard(script) {
  const end = script.toString("latin1", Math.max(0, script.length - 1024)).trimEnd();
  const lines = end.slice(end.indexOf("\n") + 1).split("\n").slice(-2);
  return lines.some((line2) => BASE64_LINE.test(line2)) || /^[A-Za-z0-9+/=]{1000,}$/.test(end) ? "ends in encoded data" : void 0;
}
function scanLines(script, isCsh = false) {
  const text2 = script.toString("latin1");
  if (!text2.includes("<<") && !ANY_PAYLOAD.test(text2)) return void 0;
  const scanner = { text: text2, at: 0, open: [], pending: [], isCsh };
  while (scanner.at < text2.length) {
    const newline = text2.indexOf("\n", scanner.at);
    const end = newline < 0 ? text2.length : newline;
    if (scanner.open.length === 0 && PAYLOAD.test(text2.slice(scanner.at, Math.min(end, scanner.at + 256))))
      return "carries data behind its last command";
    scanLine(scanner);
    for (const heredoc2 of scanner.pending.splice(0)) if (!skipHeredoc(scanner, heredoc2)) return IN_HEREDOC;
  }
  return void 0;
}
function scanLine(scanner) {
  const { text: text2, open: open4 } = scanner;
  while (scanner.at < text2.length) {
    const char = text2[scanner.at];
    const inside = open4.at(-1);
    const next3 = text2[scanner.at + 1];
    if (char === "\n") {
      scanner.at++;
      return;
    }
    if (char === "\\") scanner.at += 2;
    else if (char === '"') {
      if (inside === '"') open4.pop();
      else open4.push('"');
      scanner.at++;
    } else if (char === "$" && next3 === "(") {
      const arithmetic = text2[scanner.at + 2] === "(";
      open4.push(arithmetic ? "((" : "(");
      scanner.at += arithmetic ? 3 : 2;
    } else if (inside === '"') scanner.at++;
    else if (char === "'") scanner.at = singleQuotesEnd(text2, scanner.at);
    else if (char === "#" && startsWord(text2, scanner.at)) {
      const newline = text2.indexOf("\n", scanner.at);
      scanner.at = newline < 0 ? text2.length : newline;
    } else if (char === "(") {
      open4.push(next3 === "(" ? "((" : "(");
      scanner.at += next3 === "(" ? 2 : 1;
    } else if (char === ")") {
      if (inside === "(") open4.pop();
      if (inside === "((" && next3 === ")") {
        open4.pop();
        scanner.at++;
      }
      scanner.at++;
    } else if (char === "<" && next3 === "<" && inside !== "((") scanHeredoc(scanner);
    else scanner.at++;
  }
}
function scanHeredoc(scanner) {
  const { text: text2, isCsh } = scanner;
  if (text2[scanner.at + 2] === "<") {
    scanner.at += 3;
    return;
  }
  const indented = !isCsh && text2[scanner.at + 2] === "-";
  scanner.at += indented ? 3 : 2;
  while (/[ \t]/.test(text2[scanner.at] ?? "") || text2.startsWith("\\\n", scanner.at))
    scanner.at += text2[scanner.at] === "\\" ? 2 : 1;
  const start = scanner.at;
  const delimiter2 = readDelimiter(scanner);
  if (scanner.at === start) return;
  const joins = !/['"\\]/.test(text2.slice(start, scanner.at));
  scanner.pending.push({ delimiter: isCsh ? text2.slice(start, scanner.at) : delimiter2, indented, joins });
}
var ENDS_WORD = /[\s;&|<>()]/;
function readDelimiter(scanner) {
  const { text: text2 } = scanner;
  let delimiter2 = "";
  let quote2 = "";
  for (; scanner.at < text2.length; scanner.at++) {
    const char = text2[scanner.at];
    if (char === "\n" && quote2 !== "") return delimiter2;
    if (quote2 === "" && char !== "\r" && ENDS_WORD.test(char)) return delimiter2;
    if (char === quote2) quote2 = "";
    else if (quote2 === "" && (char === "'" || char === '"')) quote2 = char;
    else if (char === "\\" && quote2 !== "'") {
      const next3 = text2[++scanner.at] ?? "";
      if (next3 === "\n") continue;
      delimiter2 += quote2 === '"' && !/["\\$`]/.test(next3) ? char + next3 : next3;
    } else delimiter2 += char;
  }
  return delimiter2;
}
function skipHeredoc(scanner, { delimiter: delimiter2, indented, joins }) {
  const { text: text2 } = scanner;
  let isJoined = false;
  while (scanner.at < text2.length) {
    const newline = text2.indexOf("\n", scanner.at);
    const end = newline < 0 ? text2.length : newline;
    let from = scanner.at;
    if (indented) while (text2[from] === "	") from++;
    scanner.at = end + 1;
    if (!isJoined && end - from === delimiter2.length && text2.startsWith(delimiter2, from)) return true;
    isJoined = joins && endsInBackslash(text2, end);
  }
  return false;
}
function endsInBackslash(text2, end) {
  let count2 = 0;
  while (text2[end - 1 - count2] === "\\") count2++;
  return count2 % 2 === 1;
}
function singleQuotesEnd(text2, at) {
  const escapes = text2[at - 1] === "$";
  for (at++; at < text2.length; at++) {
    if (text2[at] === "'") return at + 1;
    if (escapes && text2[at] === "\\") at++;
  }
  return at;
}
function startsWord(text2, at) {
  return at === 0 || /[\s;&|(]/.test(text2[at - 1]);
}

// packages/core/src/formats/text/shell-words.ts
var MOST_OPEN = 100;
var BLANK = " 	\r";
var ENDS_COMMAND = "\n;&|";
function eachCommand(script, onCommand) {
  const open4 = [{ close: "", words: [], word: void 0 }];
  let at = 0;
  const add2 = (text2) => {
    const top = open4.at(-1);
    top.word = (top.word ?? "") + text2;
    at += text2.length;
  };
  const endCommand = (top) => {
    if (top.word !== void 0) top.words.push(top.word);
    if (top.words.length > 0) onCommand(top.words);
    top.words = [];
    top.word = void 0;
  };
  const push = (text2, close3) => {
    open4.push({ close: close3, words: [], word: void 0 });
    at += text2.length;
    starts.push(at - text2.length);
  };
  const starts = [];
  const pop = () => {
    const inner2 = open4.pop();
    const start = starts.pop();
    at++;
    if (inner2.close === ")" || inner2.close === "`") endCommand(inner2);
    if (script[start] !== "(") open4.at(-1).word = (open4.at(-1).word ?? "") + script.slice(start, at);
  };
  while (at < script.length) {
    if (open4.length > MOST_OPEN) return false;
    const top = open4.at(-1);
    const char = script[at];
    const isQuoted = top.close === '"' || top.close === "}";
    if (char === top.close) pop();
    else if (char === "\\") add2(script.slice(at, at + 2));
    else if (char === "$" && script[at + 1] === "(") push("$(", ")");
    else if (char === "$" && script[at + 1] === "{") push("${", "}");
    else if (char === "`") push("`", "`");
    else if (char === '"') push('"', '"');
    else if (char === "'" && top.close !== '"') add2(script.slice(at, singleQuoteEnd(script, at)));
    else if (isQuoted) add2(char);
    else if (char === "(") {
      endCommand(top);
      push("(", ")");
    } else if (ENDS_COMMAND.includes(char) || char === ")") {
      endCommand(top);
      at++;
    } else if (BLANK.includes(char)) {
      if (top.word !== void 0) top.words.push(top.word);
      top.word = void 0;
      at++;
    } else if (char === "#" && top.word === void 0) {
      const newline = script.indexOf("\n", at);
      at = newline < 0 ? script.length : newline;
    } else if (char === "<" || char === ">") {
      if (top.word !== void 0 && !/^\d+$/.test(top.word)) top.words.push(top.word);
      top.words.push(char);
      top.word = void 0;
      at++;
    } else add2(char);
  }
  for (const context of open4.reverse()) endCommand(context);
  return true;
}
function singleQuoteEnd(script, at) {
  const escapes = script[at - 1] === "$";
  for (at++; at < script.length; at++) {
    if (script[at] === "'") return at + 1;
    if (escapes && script[at] === "\\") at++;
  }
  return at;
}

// packages/core/src/formats/text/self-reading.ts
var REASON = "belongs to a program that reads its own text";
function selfReading(window, language) {
  const { syntax, type } = language;
  if (syntax === "shell") return shellReadsItself(wholeOf(window).toString("latin1")) ? REASON : void 0;
  const pattern = PATTERNS[syntax] ?? PLAIN.find(([name]) => name.test(type))?.[1];
  if (!pattern || !window.whole) return void 0;
  return pattern.test(window.whole.toString("latin1")) ? REASON : void 0;
}
var JS_SELF = String.raw`(?:__filename\b|import\.meta\.(?:filename|path)\b|process\.argv\[1\]|(?:new URL\()?(?:url\.|\w+\.)?(?:fileURLToPath\(\s*)?import\.meta\.url\b)`;
var PHP_SELF = String.raw`(?:__FILE__\b|\$_SERVER\[['"](?:SCRIPT_FILENAME|PHP_SELF|SCRIPT_NAME)['"]\])`;
var PATTERNS = {
  python: /\b(?:open|Path|FileIO|ZipFile|PyZipFile|getlines?|getsize|stat|fopen|checkcache|input)\s*\(\s*(?:str\(\s*)?(?:__file__\b|sys\.argv\[0\])(?!\s*\)\s*\.(?:parent|resolve\(\)\.parent|absolute\(\)\.parent|stem|name|with_|exists|as_|relative))|\bgetsource(?:lines)?\(\s*(?:sys\.modules\[__name__\]|__import__)/,
  perl: /\bopen\b[^;\n]{0,80}(?:\$0\b|\$PROGRAM_NAME\b|__FILE__\b)|<\s*\$0\s*>|(?<!\bperl\b[^\n;]{0,80})-[sM]\s*\(?\s*(?:\$0\b|__FILE__\b)|\b(?:seek|tell|sysseek)\s*\(?\s*(?:\*|\\\*)?(?:main::)?DATA\b|\b(?:addfile|slurp|read_file|read_text|path|stat)\s*\(?\s*(?:\$0\b|__FILE__\b)|@ARGV\s*=\s*(?:\(\s*)?\$0\b/,
  ruby: /\b(?:(?:File|IO|Pathname)(?:\.|::)(?:read|readlines|binread|open|new|foreach|size|stat)|open|Pathname|digest\.file|load_file)\b\s*\(?\s*(?:__FILE__\b|\$0\b|\$PROGRAM_NAME\b)|\bDATA\.(?:rewind|seek|pos\s*=|pos=|reopen)|\bSCRIPT_LINES__\b/,
  raku: /(?:\$\*PROGRAM(?:-NAME)?|\$\?FILE)(?:\.IO)?\.(?:slurp|lines|open|words|comb|split|s\b)|\b(?:slurp|open|lines)\s*\(?\s*(?:\$\*PROGRAM|\$\?FILE)/,
  php: new RegExp(
    String.raw`\b(?:file_get_contents|fopen|file|readfile|highlight_file|show_source|php_strip_whitespace|filesize|md5_file|sha1_file|hash_file|SplFileObject|Phar|ZipArchive|stat)\s*\(\s*(?:['"]\w+['"]\s*,\s*)?${PHP_SELF}`,
    "i"
  ),
  javascript: new RegExp(
    String.raw`\b(?:readFile(?:Sync)?|readTextFile(?:Sync)?|createReadStream|open(?:Sync)?|Bun\.file|statSync|fetch)\s*\(\s*${JS_SELF}`
  ),
  tcl: /\b(?:open|file\s+size|file\s+stat|readFile)\s+(?:\[\s*(?:file normalize\s+)?\[?\s*info\s+script\s*\]|\$(?:::)?argv0\b)/,
  powershell: /\b(?:Get-Content|gc|cat|type|Select-String|Get-FileHash|ReadAll(?:Text|Lines|Bytes)\s*\()[^\n|;]{0,60}(?:\$PSCommandPath\b|\$MyInvocation\.MyCommand\.(?:Path|Definition)\b)|\$MyInvocation\.MyCommand\.(?:ScriptContents|ScriptBlock)\b/i
};
var PLAIN = [
  [
    /lua/,
    /\bio\.(?:open|lines|input)\s*\(?\s*arg\s*\[\s*0\s*\]|\bdebug\.getinfo\s*\([^)]*\)\s*\.(?:source|short_src)\b/
  ],
  [
    /^fish$/,
    /\b(?:cat|sed|awk|grep|head|tail|read|string)\b[^\n;|]*\(\s*status\s+(?:-f|--current-filename|current-filename|filename)\s*\)/
  ],
  [
    /^(?:R|Rscript|r)$/,
    /\b(?:readLines|readChar|scan|file|source)\s*\(\s*(?:commandArgs|sys\.frame|this\.path|scriptName)/
  ],
  [/^make|^gmake/, /\$[({]MAKEFILE_LIST[)}]|\$[({](?:lastword|firstword) \$[({]MAKEFILE_LIST/],
  [/^elixir$/, /\bFile\.(?:read|stream|open)!?\s*\(?\s*(?:__ENV__\.file|__FILE__)/],
  [/^julia$/, /\b(?:read|open|readlines|eachline)\s*\(\s*(?:@__FILE__|PROGRAM_FILE)/],
  [
    /^crystal$/,
    /\bread(?:_file|_lines)?\s*\(?\s*__FILE__|\bFile\.(?:read|open)\w*\s*\(?\s*(?:__FILE__|PROGRAM_NAME)/
  ]
];
var READERS = new Set(
  "sed gsed ssed tail head awk gawk mawk nawk original-awk grep egrep fgrep zgrep pcregrep rg ag ack cat tac more less most pg view dd cut wc cksum sum md5sum md5 sha1sum sha224sum sha256sum sha384sum sha512sum shasum b2sum cmp diff sdiff comm join paste base64 base32 basenc openssl gpg gpg2 gpgv uudecode uuencode tar bsdtar gtar unzip funzip gunzip gzip zcat gzcat unxz xz xzcat lzma unlzma bunzip2 bzip2 bzcat unzstd zstd zstdcat lz4 7z 7za 7zr cpio ar pax shar rpm2cpio strings od xxd hexdump hd split csplit sort uniq nl fold fmt pr rev expand unexpand column ed ex vi vim nvim m4 cpp gcc cc c99 tcc clang g++ java javac jq iconv recode dos2unix mapfile readarray patch ispell aspell crc32".split(" ")
);
var INTERPRETERS = /^(?:perl|ruby|python|pypy|node|php|lua|tclsh|guile)[\d.]*$/;
var BEFORE_NAME = new Set(
  "if then else elif do while until ! { time exec command builtin sudo doas env nice nohup eval local export declare typeset readonly".split(
    " "
  )
);
var SELF = /^(?:\$0|\$\{0\}|\$\{?BASH_SOURCE\b(?:\[[^\]]*\])?\}?|\$\{?ZSH_ARGZERO\}?|\$\{\(%\):-%[xN]\}|\$argv0|\$\{0:[aA]\})$/;
var SELF_NAMED = /\/(?:\$\(\s*basename\s[^)]*\$\{?0[^)]*\)|`\s*basename\s[^`]*\$\{?0[^`]*`|\$\{0##\*\/\})$/;
var SELF_RESOLVED = /^(?:\$\(|`)\s*(?:command\s+-v|which|type\s+-p|whence|readlink|greadlink|realpath|grealpath|cygpath|abspath|echo|printf)\b[^()`]*(?:\$0|\$\{0\}|\$\{?BASH_SOURCE)[^()`]*[)`]$/;
var ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;
function shellReadsItself(script) {
  if (!/\$\{?0|BASH_SOURCE|ZSH_ARGZERO|%[xN]|argv0/.test(script)) return false;
  const names = /* @__PURE__ */ new Set();
  let found2 = false;
  const joined = withoutHeredocs(script).replaceAll("\\\n", "");
  const isFollowed = [false, true].every(
    (isSecond) => eachCommand(joined, (words) => {
      for (const word2 of words) note(word2, names);
      found2 ||= isSecond && readsSelf(words, names);
    })
  );
  return found2 || !isFollowed;
}
function note(word2, names) {
  const [, name, value] = ASSIGNMENT.exec(word2) ?? [];
  if (name !== void 0 && isSelf(value, names)) names.add(name);
}
function isSelf(word2, names) {
  if (!/[$`]/.test(word2)) return false;
  const plain = word2.replaceAll('"', "");
  if (SELF.test(plain) || SELF_NAMED.test(plain) || SELF_RESOLVED.test(plain)) return true;
  const variable2 = /^\$\{?(\w+)\}?$/.exec(plain)?.[1];
  return variable2 !== void 0 && names.has(variable2);
}
function readsSelf(words, names) {
  let first2 = 0;
  while (first2 < words.length && (BEFORE_NAME.has(words[first2]) || ASSIGNMENT.test(words[first2]))) first2++;
  const command = (words[first2] ?? "").replace(/^.*\//, "").replaceAll('"', "");
  const isRead = words.some((word2, i) => words[i - 1] === "<" && words[i - 2] !== "<" && isSelf(word2, names));
  if (isRead) return true;
  const operands = words.slice(first2 + 1).filter((word2) => !/^-./.test(word2) && word2 !== "<" && word2 !== ">");
  const selves = operands.filter((word2) => isSelf(word2, names) || isInputFile(word2, names));
  if (selves.length === 0) return false;
  if (/grep$|^rg$|^ag$|^ack$/.test(command)) return isGrepped(words.slice(first2 + 1), names);
  if (command === "stat" || command === "ls" || command === "du")
    return words.some((word2) => /%s|%b|%z/.test(word2));
  const language = languageOfInterpreter(command);
  if (language !== void 0 && language.comment !== HASH2) return true;
  if (INTERPRETERS.test(command)) return words.some((word2) => /^-(?:[a-zA-Z]*[encp]|)$/.test(word2));
  return READERS.has(command);
}
function isInputFile(word2, names) {
  return word2.startsWith("if=") && isSelf(word2.slice(3), names);
}
function isGrepped(args, names) {
  const operands = args.filter((word2) => !word2.startsWith("-"));
  const hasPattern = args.some((word2) => /^-[a-zA-Z]*[ef]/.test(word2) || /^--(?:regexp|file)/.test(word2));
  return operands.some((word2, i) => (i > 0 || hasPattern) && isSelf(word2, names));
}

// packages/core/src/formats/text/hazard.ts
var NEWLINE3 = 10;
var CARRIAGE_RETURN2 = 13;
var BACKSLASH4 = 92;
var BACKTICK = 96;
function hazardOf(window, language, place2) {
  return hazardInSyntax(window, language, place2) ?? selfReading(window, language);
}
function hazardInSyntax(window, language, place2) {
  const { syntax } = language;
  if (isScanned(syntax)) return scan(window, syntax).hazard;
  switch (syntax) {
    case "javascript":
      return void 0;
    case "php":
      return phpHazard(wholeOf(window));
    case "shell":
      return openLine(window, language, place2) ?? lostLine(window, language) ?? shellHazard(wholeOf(window), isCShell(language.type));
    case "perl":
      return openLine(window, language, place2) ?? onlyData(window, language) ?? endByte(window, [4, 26]);
    case "ruby":
      return openLine(window, language, place2) ?? onlyData(window, language) ?? endByte(window, [4, 26]);
    case "raku":
      return openLine(window, language, place2) ?? onlyData(window, language) ?? openParagraph(window);
    case "tcl":
      return openLine(window, language, place2) ?? endByte(window, [26]);
    default:
      return openLine(window, language, place2);
  }
}
function openLine(window, language, { at, before, ownLine: ownLine2 }) {
  return isOpenLine(window, language, ownLine2 && before[0] !== NEWLINE3 ? at - 1 : at) ? "ends in a line that goes on" : void 0;
}
function lostLine(window, { type }) {
  const last = window.byte(window.size - 1);
  if (!/^(?:bsd-)?csh$/.test(type) || last === void 0 || last === NEWLINE3) return void 0;
  return "ends without a newline, and some shells then do not run its last line";
}
function isOpenLine(window, { comment, syntax }, end) {
  if (window.byte(end - 1) === CARRIAGE_RETURN2) end--;
  const character = syntax === "powershell" ? BACKTICK : BACKSLASH4;
  let count2 = 0;
  while (window.byte(end - 1 - count2) === character) count2++;
  if (count2 % 2 === 0) return false;
  const line2 = window.slice(window.lastIndexOf(NEWLINE3, end) + 1, end).toString("latin1").trimStart();
  return !line2.startsWith(comment.open.toString("latin1", 0, comment.open.length - 1));
}
function onlyData(window, { syntax }) {
  if (!hasDataSection(syntax)) return void 0;
  const part = lastPart(wholeOf(window), syntax);
  if (part?.unsure) return `has a line that starts ${part.kind}, or is within a string`;
  return part && part.at < 0 ? `begins with its ${part.kind}` : void 0;
}
function openParagraph(window) {
  const end = window.slice(window.size - 65536, window.size).toString("latin1").trimEnd();
  const paragraph = end.split(/\n[ \t]*\r?\n/).at(-1);
  const directive = [...paragraph.matchAll(/^[ \t]*=([a-z]\w*)/gm)].at(-1)?.[1];
  return directive !== void 0 && directive !== "end" && directive !== "finish" ? "ends in documentation" : void 0;
}
function endByte(window, bytes) {
  return bytes.some((byte) => window.indexOf(Buffer.of(byte), 0) >= 0) ? "carries data behind its last line" : void 0;
}

// packages/core/src/formats/text/javascript.ts
var LF = 10;
var CR = 13;
var BANG2 = 33;
var QUOTE5 = 34;
var HASH3 = 35;
var DOLLAR = 36;
var APOSTROPHE3 = 39;
var ASTERISK2 = 42;
var PLUS2 = 43;
var MINUS = 45;
var DOT2 = 46;
var SLASH3 = 47;
var LT4 = 60;
var EQUALS2 = 61;
var GT4 = 62;
var OPENING_BRACKET = 91;
var BACKSLASH5 = 92;
var CLOSING_BRACKET = 93;
var BACKTICK2 = 96;
var OPENING_BRACE = 123;
var KEYWORDS = /* @__PURE__ */ new Map();
for (const word2 of "return typeof instanceof in new delete throw case default extends".split(" "))
  KEYWORDS.set(word2, { slash: "regex" });
for (const word2 of "else do try finally".split(" "))
  KEYWORDS.set(word2, { slash: "regex", last: "block keyword" });
for (const word2 of "if while with switch catch".split(" "))
  KEYWORDS.set(word2, { slash: "unsure", last: "keyword" });
KEYWORDS.set("for", { slash: "unsure", last: "for" });
for (const word2 of "await yield of void break continue debugger".split(" "))
  KEYWORDS.set(word2, { slash: "unsure" });
var AWAIT = KEYWORDS.get("await");
var LENGTHS = new Uint32Array(256);
for (const word2 of KEYWORDS.keys()) LENGTHS[word2.charCodeAt(0)] |= 1 << word2.length;
var LONGEST_KEYWORD = 10;
var IN_WORD = new Uint8Array(256).fill(1, 128);
for (const char of "$0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
  IN_WORD[char.charCodeAt(0)] = 1;
var MAX_DEPTH3 = 1e5;
function javascriptComments(window) {
  const scanner = { window, slash: "regex", last: void 0, newline: true, open: [] };
  let start = 0;
  let end = startOf(window);
  return (at) => {
    while (end !== void 0 && end <= at) {
      start = end;
      end = next2(scanner, start);
    }
    return end !== void 0 && isComment(window, start) ? end : void 0;
  };
}
function endOf2(window) {
  const scanner = { window, slash: "regex", last: void 0, newline: true, open: [] };
  let inLineComment = false;
  let at = startOf(window);
  while (at < window.size) {
    inLineComment = window.byte(at) === SLASH3 && window.byte(at + 1) === SLASH3;
    const end = next2(scanner, at);
    if (end === void 0) return "unsure";
    at = end;
  }
  return inLineComment ? "line comment" : "code";
}
function startOf(window) {
  const start = window.slice(0, 3).toString("latin1") === "\xEF\xBB\xBF" ? 3 : 0;
  return window.byte(start) === HASH3 && window.byte(start + 1) === BANG2 ? lineEnd(window, start) : start;
}
function isComment(window, at) {
  if (window.byte(at) !== SLASH3) return false;
  const following = window.byte(at + 1);
  return following === SLASH3 || following === ASTERISK2;
}
function next2(scanner, at) {
  const { window } = scanner;
  const byte = window.byte(at);
  if (byte === void 0) return void 0;
  if (byte <= 32) {
    if (byte === LF || byte === CR) scanner.newline = true;
    return at + 1;
  }
  if (IN_WORD[byte] === 1 || byte === BACKSLASH5) return readWord(scanner, at);
  switch (byte) {
    case SLASH3:
      return readSlash(scanner, at);
    case QUOTE5:
    case APOSTROPHE3:
      return readString2(scanner, at);
    case BACKTICK2:
      return readTemplate(scanner, at);
    default:
      return readPunctuator(scanner, at, byte);
  }
}
function token(scanner, end, slash2, last) {
  scanner.slash = slash2;
  scanner.last = last;
  scanner.newline = false;
  return end;
}
function readPunctuator(scanner, at, byte) {
  const { window, slash: slash2, newline, last } = scanner;
  const following = window.byte(at + 1);
  switch (byte) {
    case 40:
      return open2(scanner, at + 1, last === "keyword" || last === "for" ? "head" : "(");
    case OPENING_BRACKET:
      return open2(scanner, at + 1, "[");
    case OPENING_BRACE:
      return open2(
        scanner,
        at + 1,
        last === "head" || last === "block keyword" || last === "keyword" ? "block" : "{"
      );
    case 41:
    // )
    case CLOSING_BRACKET:
    case 125:
      return close2(scanner, at, byte);
    case DOT2:
      if (following === DOT2 && window.byte(at + 2) === DOT2) return token(scanner, at + 3, "regex");
      if (isDigit(following)) return token(scanner, wordEnd(window, at + 1, true), "division");
      return token(scanner, at + 1, "unsure", "property");
    case HASH3:
      return token(scanner, at + 1, "unsure", "property");
    case LT4:
      if (slash2 !== "division" || newline || following === BANG2 && window.byte(at + 2) === MINUS)
        return void 0;
      return token(scanner, following === LT4 ? at + 2 : at + 1, "regex");
    case GT4:
      return token(scanner, at + 1, window.byte(at - 1) === EQUALS2 ? "regex" : "unsure");
    case PLUS2:
    case MINUS:
      if (following !== byte) return token(scanner, at + 1, "regex");
      if (newline && window.byte(at + 2) === GT4) return void 0;
      return token(scanner, at + 2, slash2);
    case BANG2:
      return token(scanner, at + 1, newline || following === EQUALS2 ? "regex" : slash2);
    default:
      return token(scanner, at + 1, "regex");
  }
}
function open2(scanner, end, bracket) {
  if (scanner.open.length >= MAX_DEPTH3) return void 0;
  scanner.open.push(bracket);
  return token(scanner, end, "regex");
}
function close2(scanner, at, byte) {
  const bracket = scanner.open.pop();
  if (byte === CLOSING_BRACKET) return bracket === "[" ? token(scanner, at + 1, "division") : void 0;
  if (byte === 41) {
    if (bracket === "head") return token(scanner, at + 1, "regex", "head");
    return bracket === "(" ? token(scanner, at + 1, "division") : void 0;
  }
  if (bracket === "${") return readTemplate(scanner, at);
  if (bracket === "block") return token(scanner, at + 1, "regex");
  return bracket === "{" ? token(scanner, at + 1, "unsure") : void 0;
}
function readWord(scanner, at) {
  const { window, last } = scanner;
  const space = wideSpace(window, at);
  if (space > 0) {
    if (isLineSeparator(window, at)) scanner.newline = true;
    return at + space;
  }
  if (isDigit(window.byte(at))) return token(scanner, wordEnd(window, at, true), "division");
  const end = wordEnd(window, at, false);
  if (end === at) return void 0;
  const keyword = last === "property" ? void 0 : keywordAt(window, at, end);
  if (keyword === AWAIT && last === "for") return token(scanner, end, "unsure", "for");
  return token(scanner, end, keyword?.slash ?? "division", keyword?.last);
}
function keywordAt(window, from, to) {
  const length = to - from;
  if (length > LONGEST_KEYWORD || (LENGTHS[window.byte(from)] & 1 << length) === 0) return void 0;
  return KEYWORDS.get(window.slice(from, to).toString("latin1"));
}
function wordEnd(window, at, isNumber) {
  for (; ; ) {
    const byte = window.byte(at);
    if (byte === void 0) return at;
    if (byte === BACKSLASH5) {
      const start = window.slice(at, at + 16).toString("latin1");
      const length = /^\\u(?:\{[\da-f]+\}|[\da-f]{4})/i.exec(start)?.[0].length;
      if (length === void 0) return at;
      at += length;
    } else if (IN_WORD[byte] === 1 && wideSpace(window, at) === 0 || isNumber && byte === DOT2) at++;
    else return at;
  }
}
function readSlash(scanner, at) {
  const { window, slash: slash2, newline } = scanner;
  const following = window.byte(at + 1);
  if (following === SLASH3) return lineEnd(window, at);
  if (following === ASTERISK2) return readBlockComment(scanner, at);
  if (slash2 === "regex") return readRegex(scanner, at);
  return slash2 === "division" && !newline ? token(scanner, at + 1, "regex") : void 0;
}
function readBlockComment(scanner, start) {
  const { window } = scanner;
  for (let at = start + 2; ; at++) {
    const byte = window.byte(at);
    if (byte === void 0) return void 0;
    if (byte === ASTERISK2 && window.byte(at + 1) === SLASH3) return at + 2;
    if (isLineEnd(window, at, byte)) scanner.newline = true;
  }
}
function readRegex(scanner, start) {
  const { window } = scanner;
  let inClass = false;
  for (let at = start + 1; ; at++) {
    let byte = window.byte(at);
    if (byte === BACKSLASH5) byte = window.byte(++at);
    else if (byte === OPENING_BRACKET) inClass = true;
    else if (byte === CLOSING_BRACKET) inClass = false;
    else if (byte === SLASH3 && !inClass) return token(scanner, wordEnd(window, at + 1, false), "division");
    if (byte === void 0 || isLineEnd(window, at, byte)) return void 0;
  }
}
function readString2(scanner, start) {
  const { window } = scanner;
  const quote2 = window.byte(start);
  for (let at = start + 1; ; at++) {
    const byte = window.byte(at);
    if (byte === void 0 || byte === LF || byte === CR) return void 0;
    if (byte === quote2) return token(scanner, at + 1, "division");
    if (byte === BACKSLASH5) at += window.byte(at + 1) === CR && window.byte(at + 2) === LF ? 2 : 1;
  }
}
function readTemplate(scanner, start) {
  const { window } = scanner;
  for (let at = start + 1; ; at++) {
    const byte = window.byte(at);
    if (byte === void 0) return void 0;
    if (byte === BACKTICK2) return token(scanner, at + 1, "division");
    if (byte === DOLLAR && window.byte(at + 1) === OPENING_BRACE) return open2(scanner, at + 2, "${");
    if (byte === BACKSLASH5) at++;
  }
}
function isDigit(byte) {
  return byte !== void 0 && byte >= 48 && byte <= 57;
}
function lineEnd(window, at) {
  for (; ; at++) {
    const byte = window.byte(at);
    if (byte === void 0 || isLineEnd(window, at, byte)) return at;
  }
}
function isLineEnd(window, at, byte) {
  return byte === LF || byte === CR || byte === 226 && isLineSeparator(window, at);
}
function isLineSeparator(window, at) {
  return window.byte(at) === 226 && window.byte(at + 1) === 128 && (window.byte(at + 2) & 254) === 168;
}
function wideSpace(window, at) {
  const first2 = window.byte(at);
  if (first2 < 194) return 0;
  const second = window.byte(at + 1);
  const third = window.byte(at + 2);
  switch (first2) {
    case 194:
      return second === 160 ? 2 : 0;
    case 225:
      return second === 154 && third === 128 ? 3 : 0;
    case 226:
      if (second === 128) return third <= 138 || third === 175 || (third & 254) === 168 ? 3 : 0;
      return second === 129 && third === 159 ? 3 : 0;
    case 227:
      return second === 128 && third === 128 ? 3 : 0;
    case 239:
      return second === 187 && third === 191 ? 3 : 0;
    default:
      return 0;
  }
}

// packages/core/src/formats/text/broken.ts
var NEWLINE4 = 10;
var CARRIAGE_RETURN3 = 13;
var BEYOND = "its comment ends within it";
var NO_COMMENT = "it does not stand in a comment";
function breakAtEnd(window, language, { start, end }, open4) {
  const { syntax, lexis, comment } = language;
  if (isScanned(syntax) || syntax === "php") {
    const commentEnd2 = isScanned(syntax) ? blockComments(window, syntax)(start) : commentEnds(scanPhp(wholeOf(window)).comments)(start);
    if (commentEnd2 === void 0) return NO_COMMENT;
    if (commentEnd2 < end) return BEYOND;
  }
  const mark2 = window.slice(start, end).toString("latin1");
  const opener = open4.toString("latin1").replace("<?php ", "");
  if (endWithin(mark2, language, opener)) return BEYOND;
  if (opener === "/* " && !isScanned(syntax) && syntax !== "php" && lexis.lineEnd.test(mark2)) return BEYOND;
  if (isScanned(syntax) || syntax === "php") return void 0;
  if (isBeforeUnsureData(window, language, start)) return NO_COMMENT;
  if (isInReadData(window, language, start)) return "it stands in the program's data";
  const lineStart3 = start - open4.length;
  if (syntax !== "javascript" && lineStart3 > 0 && isOpenLine(window, language, lineStart3 - 1))
    return "the line before it goes on in its own";
  if (syntax === "shell" && window.whole && endsInHeredoc(window.whole.subarray(0, lineStart3), isCShell(language.type)))
    return "it stands in a here-document";
  const close3 = lexis.block?.close(opener);
  if (close3 === void 0 || !mark2.includes(close3)) return void 0;
  if (syntax === "javascript") {
    const commentEnd2 = javascriptComments(window)(start);
    return commentEnd2 !== void 0 && commentEnd2 < end ? BEYOND : void 0;
  }
  return standings(window, comment, lexis)(start) === "block" ? BEYOND : void 0;
}
function breakInPlace(window, language, { start, end }) {
  const foreign = foreignEncoding(window, language);
  if (foreign !== void 0) return foreign;
  const top = topLines(window, language);
  const isAtTop = start < top;
  const bytes = window.slice(start, end);
  if (isMarkup(language) && endWithin(bytes.toString("latin1"), language, "")) return BEYOND;
  const mark2 = bytes.toString("utf8");
  const declaration = declarationIn(mark2, isAtTop ? void 0 : READ_EVERYWHERE[language.syntax] ?? []);
  if (declaration !== void 0)
    return `it holds ${JSON.stringify(declaration)} in a place where that is a declaration`;
  if (isAtTop && hidesDeclaration(window, language, end))
    return "it moves the line behind it out of the lines in which an encoding is declared";
  return void 0;
}
function topLines(window, { comment }) {
  const first2 = lineEnd2(window, 0);
  const sign2 = comment.open.toString("latin1", 0, comment.open.length - 1);
  const text2 = window.slice(0, Math.min(first2, 256)).toString("latin1").replace(/^\xef\xbb\xbf/, "").trimStart();
  return text2 === "" || text2.startsWith("#!") || text2.startsWith(sign2) ? lineEnd2(window, first2) : first2;
}
function hidesDeclaration(window, { syntax }, end) {
  if (syntax !== "python" && syntax !== "ruby") return false;
  const next3 = lineEnd2(window, end);
  const line2 = window.slice(next3, Math.min(lineEnd2(window, next3), next3 + 4096)).toString("latin1");
  return /^\s*#.*?coding\s*[:=]/i.test(line2);
}
function lineEnd2(window, at) {
  for (; at < window.size; at++) {
    const byte = window.byte(at);
    if (byte === NEWLINE4) return at + 1;
    if (byte === CARRIAGE_RETURN3) return window.byte(at + 1) === NEWLINE4 ? at + 2 : at + 1;
  }
  return at;
}
function isBeforeUnsureData({ whole }, { syntax }, start) {
  if (!whole || !hasDataSection(syntax)) return false;
  const data = dataSection(whole, syntax);
  return data !== void 0 && data > start && isDataUnsure(whole, syntax);
}
var READS_DATA = /\bDATA\b|\bInline\b|\$=finish/;
function isInReadData({ whole }, { syntax }, start) {
  if (!whole || !hasDataSection(syntax)) return false;
  const data = dataSection(whole, syntax);
  if (data === void 0 || data >= start) return false;
  return whole.toString("latin1", data, data + 16).includes("__DATA__") || READS_DATA.test(whole.toString("latin1", 0, Math.max(0, data)));
}

// packages/core/src/formats/text/python.ts
var LF2 = 10;
var CR2 = 13;
var QUOTE6 = 34;
var HASH4 = 35;
var APOSTROPHE4 = 39;
var BACKSLASH6 = 92;
var OPENING_BRACE2 = 123;
var CLOSING_BRACE = 125;
var FORMATTED = /(?:^|[^\w\x80-\xff])(?:[ft]r?|r[ft])$/i;
function pythonComments(window) {
  let read4 = 0;
  let inComment = false;
  let lost = false;
  return (at) => {
    while (read4 <= at && !lost) {
      const byte = window.byte(read4);
      inComment = byte === HASH4;
      if (inComment) read4 = lineEnd3(window, read4);
      else if (byte === QUOTE6 || byte === APOSTROPHE4) {
        const end = stringEnd2(window, read4, byte);
        if (end === void 0) lost = true;
        else read4 = end;
      } else if (byte === BACKSLASH6) read4 = nextLine2(window, read4 + 1);
      else if (byte === void 0) lost = true;
      else read4++;
    }
    return inComment && at < read4 ? read4 : void 0;
  };
}
function nextLine2(window, at) {
  const start = at;
  if (window.byte(at) === CR2) at++;
  if (window.byte(at) === LF2) at++;
  if (at === start) return at;
  while (window.byte(at) === 32 || window.byte(at) === 9) at++;
  return window.byte(at) === HASH4 ? lineEnd3(window, at) : at;
}
function stringEnd2(window, start, quote2) {
  const literal = { window, quote: quote2, triple: isTriple(window, start, quote2) };
  const formatted = FORMATTED.test(window.slice(start - 3, start).toString("latin1"));
  let depth = 0;
  for (let at = start + (literal.triple ? 3 : 1); ; at++) {
    const byte = window.byte(at);
    if (byte === void 0 || !literal.triple && isNewline2(byte)) return void 0;
    if (isEnd(literal, at)) return depth === 0 ? at + (literal.triple ? 3 : 1) : void 0;
    if (byte === BACKSLASH6) {
      if (depth > 0) return void 0;
      at += escapeLength(window, at, formatted);
    } else if (formatted) {
      if (byte === OPENING_BRACE2) {
        if (depth === 0 && window.byte(at + 1) === OPENING_BRACE2) at++;
        else depth++;
      } else if (depth > 0) {
        if (byte === CLOSING_BRACE) depth--;
        else if (byte === HASH4) return void 0;
        else if (byte === QUOTE6 || byte === APOSTROPHE4) {
          const end = innerEnd(literal, at);
          if (end === void 0) return void 0;
          at = end;
        }
      }
    }
  }
}
function innerEnd(literal, start) {
  const { window } = literal;
  const quote2 = window.byte(start);
  for (let at = start + 1; ; at++) {
    const byte = window.byte(at);
    if (byte === void 0 || byte === BACKSLASH6 || isNewline2(byte) || isEnd(literal, at)) return void 0;
    if (byte === quote2) return at;
  }
}
function escapeLength(window, at, formatted) {
  const escaped4 = window.byte(at + 1);
  if (escaped4 === CR2 && window.byte(at + 2) === LF2) return 2;
  return formatted && escaped4 === OPENING_BRACE2 ? 0 : 1;
}
function isEnd({ window, quote: quote2, triple }, at) {
  return window.byte(at) === quote2 && (!triple || isTriple(window, at, quote2));
}
function isTriple(window, at, quote2) {
  return window.byte(at + 1) === quote2 && window.byte(at + 2) === quote2;
}
function lineEnd3(window, at) {
  for (; ; at++) {
    const byte = window.byte(at);
    if (byte === void 0 || isNewline2(byte)) return at;
  }
}
function isNewline2(byte) {
  return byte === LF2 || byte === CR2;
}

// packages/core/src/formats/text/line-comment.ts
var NEWLINE5 = 10;
var BACKSLASH7 = 92;
var APOSTROPHE5 = 39;
var QUOTE7 = 34;
var LINE_LIMIT4 = 64 * 1024;
function lineComments(window, language) {
  const sureEnd = sureComments(window, language);
  let lineEnd6 = -1;
  let commentStart = 0;
  let commentEnd2 = 0;
  return (at) => {
    if (at >= lineEnd6) {
      const lineStart3 = window.lastIndexOf(NEWLINE5, at) + 1;
      lineEnd6 = window.indexOf(Buffer.of(NEWLINE5), at);
      if (lineEnd6 < 0) lineEnd6 = window.size;
      const line2 = window.slice(lineStart3, Math.min(lineEnd6, lineStart3 + LINE_LIMIT4));
      const start = findComment(line2, lineStart3 === 0, language);
      commentStart = start < 0 ? lineEnd6 : lineStart3 + start;
      commentEnd2 = endOfComment(window, commentStart, lineEnd6, language);
    }
    const inPage = language.syntax === "php" && window.slice(at - PHP_ISLAND.open.length, at).equals(PHP_ISLAND.open);
    if (inPage) return sureEnd(at, commentEnd2);
    return at >= commentStart && at < commentEnd2 ? sureEnd(at, commentEnd2) : void 0;
  };
}
function endOfComment(window, start, lineEnd6, language) {
  const text2 = window.slice(start, lineEnd6).toString("latin1");
  const { block: block2 } = language.lexis;
  const opened2 = (block2 && opens(block2, text2)) ?? text2.slice(0, 1);
  const ending2 = endWithin(text2.slice(opened2.length), language, text2);
  return ending2 ? start + opened2.length + ending2.at : lineEnd6;
}
function sureComments(window, { comment, syntax, lexis }) {
  switch (syntax) {
    case "javascript":
      return javascriptComments(window);
    case "python":
      return pythonComments(window);
    case "php":
      return commentEnds(window.whole ? scanPhp(window.whole).comments : []);
    default: {
      const standing = standings(window, comment, lexis);
      return (at, end) => standing(at) === "free" ? end : void 0;
    }
  }
}
function findComment(line2, isFirst, language) {
  const { comment, lexis } = language;
  const sign2 = comment.open.subarray(0, -1);
  let start = isFirst && line2.toString("latin1", 0, 3) === "\xEF\xBB\xBF" ? 3 : 0;
  const indent = start;
  while (isBlank3(line2[start])) start++;
  if (lexis.flush && start > indent) return -1;
  if (line2.subarray(start, start + sign2.length).equals(sign2))
    return lexis.noComment?.test(line2.toString("latin1", start, start + 64)) ? -1 : start;
  if (comment === SLASHES) {
    const opener = line2.toString("latin1", start, start + 2);
    return opener === "/*" && lexis.block && opens(lexis.block, opener) !== void 0 ? start : -1;
  }
  return comment === HASH2 ? hashBehindCode(line2, start, language) : -1;
}
function hashBehindCode(line2, from, { syntax, lexis }) {
  let quote2 = 0;
  for (let at = from; at < line2.length; at++) {
    const byte = line2[at];
    if (byte === BACKSLASH7 && !(syntax === "shell" && quote2 === APOSTROPHE5)) at++;
    else if (quote2 !== 0) quote2 = byte === quote2 ? 0 : quote2;
    else if (byte === QUOTE7 || byte === APOSTROPHE5) quote2 = byte;
    else if (byte === 35 && isBlank3(line2[at - 1]) && line2[at - 2] !== BACKSLASH7)
      return syntax === "python" || isClosedCode(line2.toString("latin1", from, at), lexis) ? at : -1;
  }
  return -1;
}
function isBlank3(byte) {
  return byte === 32 || byte === 9;
}

// packages/core/src/formats/text/magic-comments.ts
var LINE_FEED = 10;
var CARRIAGE_RETURN4 = 13;
var SLASH4 = 47;
var NAMES = ["sourceMappingURL=", "sourceURL=", "debugId="];
var MAGIC2 = /^[@#]\s*(?:sourceMappingURL|sourceURL|debugId)=[^"'`]*$/;
function hasMagicComments(syntax) {
  return syntax === "javascript" || syntax === "css";
}
function firstMagicComment(window, syntax) {
  const { whole } = window;
  if (whole && !NAMES.some((name) => whole.includes(name))) return void 0;
  return syntax === "css" ? firstInSheet(window) : firstInScript(window);
}
function firstInSheet(window) {
  const { comments } = scan(window, "css");
  let first2;
  let end = window.size;
  for (let i = comments.length - 2; i >= 0; i -= 2) {
    while (isSpace3(window.byte(end - 1))) end--;
    if (comments[i + 1] !== end) break;
    end = comments[i];
    if (MAGIC2.test(window.slice(end + 2, comments[i + 1] - 2).toString("latin1"))) first2 = end;
  }
  return first2;
}
function firstInScript(window) {
  let first2;
  for (let end = window.size; end > 0; ) {
    const start = lineStart(window, end);
    const line2 = window.slice(start, end).toString("latin1");
    const read4 = readComments(line2, 0);
    if (read4.stop === "code" || read4.stop === "backtick") {
      const block2 = read4.stop === "code" ? blockEndingIn(window, start, line2) : void 0;
      if (block2 === void 0) {
        const magic = magicBehindCode(line2, read4.at);
        return magic === void 0 ? first2 : start + magic;
      }
      first2 = block2.magic ?? (block2.magicBehind === void 0 ? first2 : start + block2.magicBehind);
      if (block2.stop) break;
      end = lineEndBefore(window, lineStart(window, block2.at));
      continue;
    }
    if (read4.magic !== void 0) first2 = start + read4.magic;
    end = lineEndBefore(window, start);
  }
  return first2;
}
function readComments(line2, at) {
  let magic;
  for (; ; ) {
    at = behindBlanks2(line2, at);
    if (at >= line2.length) return { stop: "line", at, magic };
    const isLine = line2.startsWith("//", at);
    if (!isLine && !line2.startsWith("/*", at)) return { stop: "code", at, magic };
    const close3 = isLine ? line2.length : line2.indexOf("*/", at + 2);
    if (close3 < 0) return { stop: "open", at, magic };
    const text2 = line2.slice(at + 2, close3);
    if (MAGIC2.test(text2)) magic ??= at;
    else if (text2.includes("`")) return { stop: "backtick", at, magic: void 0 };
    at = isLine ? close3 : close3 + 2;
  }
}
var START = /\/[/*][@#]\s*(?:sourceMappingURL|sourceURL|debugId)=/g;
function magicBehindCode(line2, code) {
  START.lastIndex = Math.max(code, ...['"', "'", "`"].map((quote2) => line2.lastIndexOf(quote2) + 1));
  for (let match2 = START.exec(line2); match2; match2 = START.exec(line2)) {
    const read4 = readComments(line2, match2.index);
    if (read4.stop !== "code") return read4.stop === "line" ? read4.magic : void 0;
    START.lastIndex = read4.at;
  }
  return void 0;
}
var OPENS_LINE = /(?:[\n\r]|\xe2\x80[\xa8\xa9])[ \t]*\/\*/;
var OPENS_FIRST_LINE = new RegExp(`^[ \\t]*\\/\\*|${OPENS_LINE.source}`);
function blockEndingIn({ whole }, start, line2) {
  const close3 = line2.indexOf("*/");
  if (close3 < 0 || !whole) return void 0;
  const behind3 = readComments(line2, close3 + 2);
  if (behind3.stop !== "line") return void 0;
  if (start === 0) return void 0;
  const closed = whole.lastIndexOf("*/", start - 1);
  const from = closed < 0 ? 0 : closed + 2;
  const before = whole.toString("latin1", from, start);
  const opener = (from === 0 ? OPENS_FIRST_LINE : OPENS_LINE).exec(before);
  if (!opener) return void 0;
  const at = from + opener.index + opener[0].length - 2;
  const text2 = whole.toString("latin1", at + 2, start + close3);
  return {
    at,
    magic: MAGIC2.test(text2) ? at : void 0,
    magicBehind: behind3.magic,
    stop: text2.includes("`")
  };
}
function lineStart(window, end) {
  const start = window.lastIndexOf(LINE_FEED, end) + 1;
  const line2 = window.slice(start, end);
  const others = [line2.lastIndexOf(CARRIAGE_RETURN4) + 1];
  for (const separator of SEPARATORS) {
    const at = line2.lastIndexOf(separator);
    if (at >= 0) others.push(at + separator.length);
  }
  return start + Math.max(...others);
}
var SEPARATORS = ["\u2028", "\u2029"].map((separator) => Buffer.from(separator));
function lineEndBefore(window, start) {
  const byte = window.byte(start - 1);
  if (byte === CARRIAGE_RETURN4) return start - 1;
  if (byte === LINE_FEED) return window.byte(start - 2) === CARRIAGE_RETURN4 ? start - 2 : start - 1;
  return start - 3;
}
var BLANKS = /(?:[\t\v\f ]|\xc2\xa0|\xef\xbb\xbf|\xe2\x80[\x80-\x8a\xaf]|\xe2\x81\x9f|\xe3\x80\x80|\xe1\x9a\x80)*/y;
function behindBlanks2(line2, at) {
  BLANKS.lastIndex = at;
  BLANKS.exec(line2);
  return BLANKS.lastIndex;
}
function isSpace3(byte) {
  return isBlank4(byte) || byte === 12;
}
var OWN_LINE = /^[ \t]*(\/[/*])[#@][ \t]*(?:sourceMappingURL|sourceURL|debugId)=/;
var LONGEST_START = 128;
var QUOTES = ['"', "'", "`"].map((quote2) => Buffer.from(quote2));
function ownLines(window) {
  let first2;
  for (let end = textEnd(window, window.size); end > 0; end = textEnd(window, first2)) {
    const newline = window.lastIndexOf(LINE_FEED, end);
    if (!isOwnLine(window, newline + 1, end)) break;
    if (newline < 0) return void 0;
    first2 = newline;
  }
  return first2;
}
function textEnd(window, end) {
  while (isBlank4(window.byte(end - 1))) end--;
  return end;
}
function isOwnLine(window, from, to) {
  const first2 = window.byte(from);
  if (first2 !== SLASH4 && !isBlank4(first2)) return false;
  const start = window.slice(from, Math.min(to, from + LONGEST_START)).toString("latin1");
  const match2 = OWN_LINE.exec(start);
  if (!match2) return false;
  const line2 = window.slice(from, to);
  if (QUOTES.some((quote2) => line2.includes(quote2))) return false;
  return match2[1] === "//" || line2.indexOf("*/") === line2.length - 2;
}
function isBlank4(byte) {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

// packages/core/src/formats/text/javascript-end.ts
var LINE_FEED2 = 10;
var SLASH5 = 47;
var OPEN2 = Buffer.from("/*");
var CLOSE2 = Buffer.from("*/");
function endsInCode(window) {
  const { whole } = window;
  if (!whole) return false;
  if (whole[whole.length - 1] === SLASH5 && whole[whole.length - 2] !== 42) return false;
  const open4 = whole.lastIndexOf(OPEN2);
  const isClosed = open4 < 0 || whole.indexOf(CLOSE2, open4 + OPEN2.length) >= 0;
  const lastLine = whole.subarray(whole.lastIndexOf(LINE_FEED2) + 1);
  const mayBeComment = LINE_COMMENTS.some((sign2) => lastLine.includes(sign2));
  if (isClosed && !mayBeComment) return true;
  const end = endOf2(window);
  return end === "unsure" ? isClosed && !looksLikeComment(lastLine) : end === "code";
}
var LINE_COMMENTS = ["//", "<!--", "-->"];
function looksLikeComment(line2) {
  const at = line2.lastIndexOf("//");
  return at < 0 || !['"', "'", "`"].some((quote2) => line2.indexOf(quote2, at) >= 0);
}

// packages/core/src/formats/text/place.ts
var LINE_FEED3 = 10;
var CARRIAGE_RETURN5 = 13;
function placeFor(window, language) {
  const { syntax } = language;
  if (syntax === "php" && scanPhp(wholeOf(window)).inPage)
    return { at: window.size, before: PHP_ISLAND.open, after: PHP_ISLAND.close, ownLine: false };
  if (hasMagicComments(syntax)) {
    const magic = firstMagicComment(window, syntax);
    if (magic !== void 0) return placeBefore(window, language, magic);
  }
  if (hasDataSection(syntax)) {
    const part = lastPart(wholeOf(window), syntax);
    if (part && part.at >= 0) return { ...ownLine(language.comment), at: part.at };
  }
  return placeAtEnd(window, language);
}
function earlierPlaces(window, { comment, syntax }) {
  const end = window.byte(window.size - 1) === LINE_FEED3 ? window.size - 1 : window.size;
  const places = [{ ...ownLine(comment), at: end }];
  const at = hasMagicComments(syntax) ? ownLines(window) : hasDataSection(syntax) && window.whole ? dataSection(window.whole, syntax) : void 0;
  if (at !== void 0 && at >= 0) places.unshift({ ...ownLine(comment), at });
  return places;
}
function ownLine(comment) {
  return { before: onNewLine(comment), after: comment.close, ownLine: true };
}
function placeAtEnd(window, language) {
  const at = window.size;
  const { comment, syntax, type } = language;
  if (syntax === "html" || syntax === "xml")
    return { at, before: TIGHT_MARKUP.open, after: TIGHT_MARKUP.close, ownLine: false };
  const last = window.byte(at - 1);
  if (last === LINE_FEED3)
    return {
      at,
      before: comment.open,
      after: Buffer.concat([comment.close, Buffer.of(LINE_FEED3)]),
      ownLine: true
    };
  if (last !== void 0 && mayGoOn(window, language))
    return { at, before: SLASH_STAR2.open, after: SLASH_STAR2.close, ownLine: false };
  if (type === "sql") return { at, before: onNewLine(SLASH_STAR2), after: SLASH_STAR2.close, ownLine: false };
  return { ...ownLine(comment), at };
}
function mayGoOn(window, { syntax, interpreter }) {
  if (syntax === "css") return true;
  return syntax === "javascript" && interpreter === void 0 && endsInCode(window);
}
function endComment({ syntax, interpreter, type }) {
  if (syntax === "html" || syntax === "xml") return TIGHT_MARKUP;
  const isStar = syntax === "css" || syntax === "javascript" && interpreter === void 0 || type === "sql";
  return isStar ? SLASH_STAR2 : void 0;
}
function placeBefore(window, { comment }, magic) {
  let lineStart3 = magic;
  while (isBlank5(window.byte(lineStart3 - 1))) lineStart3--;
  const before = window.byte(lineStart3 - 1);
  if (before === LINE_FEED3) return { ...ownLine(comment), at: lineStart3 - 1 };
  const startsLine = lineStart3 === 0 || before === CARRIAGE_RETURN5 || isWideStart(window, lineStart3);
  const close3 = Buffer.concat([SLASH_STAR2.close, Buffer.from(startsLine ? "\n" : " ")]);
  return { at: startsLine ? lineStart3 : magic, before: SLASH_STAR2.open, after: close3, ownLine: false };
}
function isWideStart(window, at) {
  return /^(?:\xef\xbb\xbf|\xe2\x80[\xa8\xa9])$/.test(window.slice(at - 3, at).toString("latin1"));
}
function isBlank5(byte) {
  return byte === 32 || byte === 9;
}
function onNewLine(comment) {
  return Buffer.concat([Buffer.of(LINE_FEED3), comment.open]);
}

// packages/core/src/formats/text/find.ts
var NEWLINE6 = 10;
var QUOTE8 = 34;
var COLON2 = 58;
var OPENING_BRACE3 = 123;
var CLOSING_BRACE2 = 125;
var MAGIC_BYTES = Buffer.from(MAGIC);
var KEY3 = Buffer.from('MAGIC"');
var MOST_BLANKS = 32;
var MARK_START = Buffer.from(`{ "MAGIC" : "${MAGIC}"`);
var MOST_INNER = 16;
var FIRST_TRY = 64 * 1024;
var LONGEST_MARK = 16 * 1024 * 1024;
function markAtEnd2(window, language) {
  const found2 = lastMark(window, language);
  return found2 && judged(window, language, found2);
}
function judged(window, language, mark2) {
  if (mark2.placeholder || mark2.broken !== void 0) return mark2;
  const broken = breakInPlace(window, language, mark2);
  return broken === void 0 ? mark2 : { ...mark2, broken };
}
function lastMark(window, language) {
  const { comment, syntax } = language;
  const end = window.byte(window.size - 1) === NEWLINE6 ? window.size - 1 : window.size;
  return markInLine(window, language, comment, end) ?? (syntax === "php" ? markInLine(window, language, PHP_ISLAND, window.size) : void 0) ?? markBehindText(window, language, endComment(language), window.size) ?? markBeforeLastPart(window, language) ?? markBehindHash(window, language, end);
}
function markBehindHash(window, language, end) {
  const { comment } = language;
  if (comment === HASH2 || comment.close.length > 0) return void 0;
  const found2 = markInLine(window, language, HASH2, end);
  return found2 && { ...found2, behindHash: true };
}
function markBeforeLastPart(window, language) {
  const { comment, syntax } = language;
  if (hasMagicComments(syntax)) {
    const magic = firstMagicComment(window, syntax);
    if (magic === void 0) return void 0;
    const at = placeBefore(window, language, magic).at;
    return markInLine(window, language, comment, at) ?? markBehindText(window, language, SLASH_STAR2, isBlank4(window.byte(at - 1)) ? at - 1 : at);
  }
  if (!hasDataSection(syntax) || !window.whole) return void 0;
  for (const at of [lastPart(window.whole, syntax)?.at, dataSection(window.whole, syntax)]) {
    const found2 = at === void 0 ? void 0 : markInLine(window, language, comment, at);
    if (found2) return found2;
  }
  return void 0;
}
function markBehindText(window, language, comment, end) {
  if (!comment) return void 0;
  const { open: open4, close: close3 } = comment;
  const markEnd = end - close3.length;
  if (window.byte(markEnd - 1) !== CLOSING_BRACE2 || !window.slice(markEnd, end).equals(close3))
    return void 0;
  const from = Math.max(0, markEnd - LONGEST_MARK);
  const text2 = window.slice(from, markEnd);
  const start = Buffer.concat([open4, MARK_START]);
  let at = text2.lastIndexOf(start);
  for (let tries = 0; at >= 0 && tries < MOST_INNER; at = at === 0 ? -1 : text2.lastIndexOf(start, at - 1), tries++) {
    const found2 = parseAt(window, from + at + open4.length);
    if (!("dict" in found2) || found2.end !== markEnd || found2.placeholder) continue;
    return { ...found2, atEnd: true, broken: breakAtEnd(window, language, found2, open4) };
  }
  return void 0;
}
function markInLine(window, language, { open: open4, close: close3 }, end) {
  const markEnd = end - close3.length;
  if (window.byte(markEnd - 1) !== CLOSING_BRACE2) return void 0;
  if (!window.slice(markEnd, end).equals(close3)) return void 0;
  const lineStart3 = window.lastIndexOf(NEWLINE6, end) + 1;
  const start = open4 === PHP_ISLAND.open ? lineStart3 + window.slice(lineStart3, end).lastIndexOf(open4) : lineStart3;
  const markStart = start + open4.length;
  if (window.byte(markStart) !== OPENING_BRACE3 || !window.slice(start, markStart).equals(open4))
    return void 0;
  const found2 = parseAt(window, markStart);
  if (!("dict" in found2) || found2.end !== markEnd || found2.placeholder) return void 0;
  return { ...found2, atEnd: true, broken: breakAtEnd(window, language, found2, open4) };
}
function mayHoldMore(window, { start, end }) {
  const first2 = window.indexOf(KEY3, 0);
  return first2 < start || window.indexOf(KEY3, end) >= 0;
}
function* marksInComments(window, language) {
  const { syntax } = language;
  let ends;
  let behindCode;
  let work = workFor(window.size);
  let next3 = 0;
  for (let key; work > 0 && (key = window.indexOf(KEY3, next3)) >= 0; ) {
    next3 = key + KEY3.length;
    const start = openingBrace2(window, key);
    if (start === void 0) continue;
    ends ??= isScanned(syntax) ? blockComments(window, syntax) : lineComments(window, language);
    const inLine = ends(start);
    const mayFollowCode = syntax === "javascript" && window.slice(start - 3, start).equals(SLASH_STAR2.open);
    if (inLine === void 0 && mayFollowCode) behindCode ??= javascriptComments(window);
    const commentEnd2 = inLine ?? (mayFollowCode ? behindCode?.(start) : void 0);
    if (commentEnd2 === void 0) continue;
    const found2 = parseAt(window, start);
    if ("dict" in found2 && found2.placeholder && inLine === void 0) continue;
    if ("dict" in found2) {
      const isBeyond = found2.end > commentEnd2;
      if (!isBeyond) {
        next3 = found2.end;
        yield { ...found2, commentEnd: commentEnd2 };
      } else if (!found2.placeholder && window.byte(commentEnd2) !== NEWLINE6)
        yield { ...found2, commentEnd: commentEnd2, broken: BEYOND };
    }
    work -= "dict" in found2 ? found2.end - start : found2.read;
  }
}
function openingBrace2(window, key) {
  if (window.byte(key - 1) !== QUOTE8) return void 0;
  const start = pastBlanks(window, key - 2, -1);
  if (window.byte(start) !== OPENING_BRACE3) return void 0;
  const colon = pastBlanks(window, key + KEY3.length, 1);
  if (window.byte(colon) !== COLON2) return void 0;
  const value = pastBlanks(window, colon + 1, 1);
  const magic = window.slice(value + 1, value + 1 + MAGIC_BYTES.length);
  return window.byte(value) === QUOTE8 && magic.equals(MAGIC_BYTES) ? start : void 0;
}
function pastBlanks(window, at, step2) {
  const last = at + step2 * MOST_BLANKS;
  while (at !== last && isBlank4(window.byte(at))) at += step2;
  return at;
}
function parseAt(window, start) {
  if (window.whole) {
    const parsed2 = parseMark(window.whole, start);
    return "error" in parsed2 ? { read: parsed2.read - start } : found(start, parsed2.end, parsed2.dict);
  }
  for (let length = FIRST_TRY; ; length *= 4) {
    const bytes = window.slice(start, start + length);
    const parsed2 = parseMark(bytes);
    if (!("error" in parsed2)) return found(start, start + parsed2.end, parsed2.dict);
    if (bytes.length < length || length >= LONGEST_MARK) return { read: 2 * length };
  }
}
function found(start, end, dict) {
  return { start, end, dict, placeholder: Object.keys(dict).length === 1 };
}

// packages/core/src/formats/text/misnamed.ts
var START2 = 8192;
var MOST_JSON = 1024 * 1024;
var OTHERS = [
  [/^-----BEGIN [A-Z0-9 ]+-----/, "is not a program but PEM or OpenPGP data"],
  [/^\$ANSIBLE_VAULT;/, "is encrypted"],
  [/^\{\\rtf|^%PDF-|^%!PS/, "is not a program but a document"],
  [/^begin(?:-base64)? [0-7]{3,4} \S/, "is not a program but encoded data"],
  [/^Content-Type:|^MIME-Version:/i, "is not a program but a message"]
];
var MARKUP3 = /^<(?:\?xml|!doctype|(?:html|head|body|svg|TS)\b|[A-Za-z][\w:.-]*(?:\s+[\w:.-]+\s*=\s*["'][^"'<>]*["'])+\s*\/?>|[A-Za-z][\w:.-]*>\s*<)/i;
var LINK = /^(?:\.{1,2}\/)+[\w@.+/-]+$/;
var BY_TYPE = {
  // Prolog begins with directives.
  perl: [[/^[ \t]*:-/m, "is not Perl but Prolog"]],
  gnuplot: [
    [
      /^(?:\x1b[.%]|(?:IN|DF|SP|PU|PD|PA|PS|VS|IP|SC|RO|LT)[\d.,+-]*;)/,
      "is not a script but plotter commands"
    ]
  ],
  R: [[/^REBOL\s*\[/i, "is not R but Rebol"]],
  scala: [[/^# This data file was generated by the Spreadsheet/, "is not a script but a spreadsheet"]]
};
function misnamed(window, { syntax, type, interpreter }) {
  if (interpreter !== void 0) return void 0;
  const start = window.slice(0, START2).toString("latin1").replace(/^\xef\xbb\xbf/, "");
  const isMarkup2 = syntax === "html" || syntax === "xml" || syntax === "markdown" || syntax === "php";
  const other2 = [...OTHERS, ...BY_TYPE[type] ?? []].find(([pattern]) => pattern.test(start));
  if (other2) return other2[1];
  if (!isMarkup2 && MARKUP3.test(start.trimStart())) return "is not a script but markup";
  if (syntax !== "shell" && syntax !== "markdown" && window.size < START2 && LINK.test(start))
    return "is a link that was checked out as text";
  return isJson(window, syntax) ? "is not a program but JSON" : void 0;
}
function isJson(window, syntax) {
  if (syntax === "python" || syntax === "markdown" || syntax === "xml") return false;
  const start = window.slice(0, 64).toString("latin1").replace(/^\xef\xbb\xbf/, "");
  if (!/^\s*[{[]/.test(start)) return false;
  const text2 = window.slice(0, MOST_JSON).toString("utf8").replace(/^\ufeff/, "").trimStart();
  const firstLine = text2.slice(0, text2.search(/[\r\n]|$/));
  return isObject(firstLine) || window.size <= MOST_JSON && isObject(text2);
}
function isObject(text2) {
  try {
    const value = JSON.parse(text2);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

// packages/core/src/formats/text/normal-form.ts
var NEWLINE7 = 10;
var NOTHING3 = new Uint8Array();
var PLACEHOLDER_BYTES = Buffer.from(PLACEHOLDER);
function normalFormOfMarked(window, language, found2) {
  const start = lineStart2(window, language, found2);
  return start === void 0 ? withPlaceholder(window, found2) : [{ at: start, remove: found2.end - start, insert: NOTHING3 }];
}
function lineStart2(window, language, found2) {
  const comment = found2.behindHash ? HASH2 : language.comment;
  const start = found2.start - 1 - comment.open.length;
  const after = window.byte(found2.end);
  const isWhole = (language.sameInChalk || found2.behindHash === true) && (after === NEWLINE7 || after === void 0) && window.slice(start, found2.start).equals(onNewLine(comment));
  return isWhole ? start : void 0;
}
function withPlaceholder(window, found2) {
  const { start, end } = found2;
  return window.slice(start, end).equals(PLACEHOLDER_BYTES) ? [] : [{ at: start, remove: end - start, insert: PLACEHOLDER_BYTES }];
}
function normalFormOfUnmarked(window, language) {
  const { syntax, sameInChalk } = language;
  if (sameInChalk && syntax !== "php" && syntax !== "javascript") return [];
  const place2 = placeFor(window, language);
  return sameInChalk && place2.ownLine ? [] : [newComment(place2, PLACEHOLDER_BYTES)];
}
function newComment({ at, before, after }, mark2) {
  return { at, remove: 0, insert: Buffer.concat([before, mark2, after]) };
}

// packages/core/src/formats/text/own.ts
var NEWLINE8 = 10;
var NOTHING4 = new Uint8Array();
var COMBINED = /* @__PURE__ */ new Set(["javascript", "css", "html", "xml", "markdown"]);
var HASHED = 64 * 1024 * 1024;
var READ = 16 * 1024 * 1024;
var LEAST_TRIES = 4;
function findOwnMark(window, language, isFresh = false) {
  const last = markAtEnd2(window, language);
  if (last && !isFresh && !mayHoldMore(window, last)) return { found: last };
  const search = { language, hashed: allowance(window, HASHED), read: allowance(window, READ) };
  if (last && fits3(window, last, search)) return { found: last };
  let other2 = isFresh ? last : void 0;
  let changed = isFresh && last?.broken === void 0 ? void 0 : last;
  for (const mark2 of marksInComments(window, language)) {
    if (mark2.start === last?.start) continue;
    if (mark2.placeholder) {
      if (!changed) return { found: mark2, other: other2 };
    } else if (fits3(window, mark2, search)) return { found: judged(window, language, mark2) };
    else {
      if (!isFresh) changed ??= ownBeforeChange(window, mark2, search);
      other2 ??= mark2;
    }
  }
  return changed ? { found: changed } : { other: other2 };
}
function allowance({ size }, least) {
  let rest = Math.max(least, LEAST_TRIES * size);
  return (cost) => (rest -= cost) >= 0;
}
function fits3(window, mark2, { language, hashed }) {
  if (mark2.broken !== void 0 || !hashed(window.size)) return false;
  const hash = hashSpliced(sourceOf(window), normalFormOfMarked(window, language, mark2));
  return mark2.dict.CHALK_ID === chalkId(hash);
}
function sourceOf(window) {
  return { size: window.size, read: (at, length) => window.slice(at, at + length) };
}
function ownBeforeChange(window, mark2, search) {
  const { language, read: read4 } = search;
  if (mark2.broken !== void 0) return mark2;
  if (!COMBINED.has(language.syntax) || isAlone(window, mark2)) return judged(window, language, mark2);
  for (const end of [mark2.commentEnd, lineEnd4(window, mark2.commentEnd)]) {
    if (!read4(end)) return void 0;
    const before = replaced(window, end, window.size, NOTHING4);
    const last = markAtEnd2(before, language);
    if (last?.start === mark2.start && fits3(before, last, search)) return { ...mark2, extended: true };
  }
  return void 0;
}
function isAlone(window, { start, commentEnd: commentEnd2, dict }) {
  if (dict[CONTENT_HASH] !== void 0) return true;
  const behind3 = window.slice(commentEnd2, commentEnd2 + LOOK).toString("latin1");
  if (behind3.length < LOOK && behind3.trim() === "") return true;
  return start < LOOK && BANNER.test(window.slice(0, start).toString("latin1"));
}
var LOOK = 4096;
var BANNER = /^(?:\xef\xbb\xbf)?(?:#!.*\n)?(?:\s|\/\/.*\n|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|<!--[^-]*(?:-[^-]+)*-->|<(?:!(?!--)|\?)[^>]*>|(['"])use strict\1;?|@charset[^;\n]*;)*(?:\/\/|\/\*|<!--)[^\n]*$/;
function lineEnd4(window, at) {
  return window.byte(at) === NEWLINE8 ? at + 1 : at;
}

// packages/core/src/formats/text/index.ts
var NEWLINE9 = 10;
var LINE_END2 = Buffer.of(NEWLINE9);
var NOTHING5 = new Uint8Array();
var PLACEHOLDER_BYTES2 = Buffer.from(PLACEHOLDER);
var ADVICE = "put a placeholder in a comment, where the mark can go";
var text = { name: "text", claims: claims2, read };
var claimed = /* @__PURE__ */ new WeakMap();
function claims2(candidate, options) {
  const language = detect(candidate, options);
  if (language && options.allScripts) claimed.set(candidate, language);
  return language?.type;
}
function detect({ name, source }, { allScripts }) {
  const bytes = source.read(0, Math.min(SHEBANG_SIZE, source.size));
  const start = asBuffer(bytes);
  return allScripts ? languageOf(name, start) : languageByShebang(name, start);
}
function read(candidate, { isFresh }) {
  const language = claimed.get(candidate) ?? detect(candidate, { allScripts: true });
  if (!language) throw new CodecError("NOT_TEXT", "no known kind of text");
  const window = openWindow(candidate.source);
  const { found: found2, other: other2 } = findOwnMark(window, language, isFresh);
  const isMarked = found2 !== void 0 && !found2.placeholder;
  const held2 = found2?.extended ? void 0 : found2;
  return {
    type: language.type,
    mark: isMarked ? markOf2(window, language, found2) : void 0,
    ...other2 && !isMarked && { foreign: foreignIn(window, other2) },
    // A broken mark counts as content.
    normalForm: held2 && held2.broken === void 0 ? normalFormOfMarked(window, language, held2) : normalFormOfUnmarked(window, language),
    ...held2 && placed(window, language, held2),
    insert: (mark2) => {
      checkPointer(candidate.source);
      return [insertion3(window, language, held2, mark2)];
    },
    remove: () => isMarked ? [removal(window, language, found2)] : []
  };
}
function markOf2(window, language, found2) {
  const { start, dict, broken, extended } = found2;
  return {
    at: start,
    text: copyOf(window, found2),
    dict,
    written: (mark2) => spelledIn(window, language, mark2, window.slice(start - OPENER2, start)),
    broken,
    ...extended && { extended }
  };
}
function foreignIn(window, { start, dict }) {
  let line2 = 1;
  for (let at = window.indexOf(LINE_END2, 0); at >= 0 && at < start; at = window.indexOf(LINE_END2, at + 1))
    line2++;
  return `the mark in line ${line2} (${String(dict.CHALK_ID)}) is that of a file that this one was made from, or of this one before it was changed`;
}
var OPENER2 = 8;
function spelledIn(window, language, mark2, opener) {
  try {
    return encodedFor(window, language, mark2, opener);
  } catch (error) {
    if (error instanceof CodecError) return mark2;
    throw error;
  }
}
function placed(window, language, found2) {
  const isPinned = found2.dict[CONTENT_HASH] !== void 0;
  if (found2.atEnd && !isPinned || lineStart2(window, language, found2) === void 0) return {};
  return {
    contentForm: () => withPlaceholder(window, found2),
    ...!isPinned && { uncovered: ["the line on which the mark stands"] }
  };
}
function insertion3(window, language, found2, mark2) {
  checkEncoding(window, language);
  checkSignature(window, language);
  checkReplaceable(found2);
  if (found2) {
    const opener = window.slice(found2.start - OPENER2, found2.start);
    const bytes2 = encodedFor(window, language, mark2, opener);
    return checked(window, language, replacement2(found2, bytes2), bytes2);
  }
  if (language.doubt) throw new CodecError("UNKNOWN_LANGUAGE", `${language.doubt}: ${ADVICE}`);
  const other2 = misnamed(window, language);
  if (other2) throw new CodecError("MISNAMED", `the file ${other2}`);
  const place2 = placeFor(window, language);
  const hazard = hazardOf(window, language, place2);
  if (hazard) throw new CodecError("UNSAFE_PLACE", `the file ${hazard}: ${ADVICE}`);
  const bytes = encodedFor(window, language, mark2, place2.before);
  return checked(window, language, newComment(place2, bytes), bytes);
}
function checkReplaceable(found2) {
  if (found2?.extended)
    throw new CodecError(
      "BROKEN_MARK",
      "something stands behind the mark, which is not the last line any more: take it out"
    );
  if (found2?.broken !== void 0)
    throw new CodecError("BROKEN_MARK", `the file has a mark that was changed (${found2.broken}): take it out`);
}
function checked(window, language, edit, mark2) {
  const { at, remove, insert: insert2 } = edit;
  const start = at + Buffer.from(insert2).indexOf(mark2);
  const read4 = markAt2(replaced(window, at, at + remove, insert2), language, start);
  if (read4?.broken !== void 0)
    throw new CodecError("UNSAFE_MARK", `the mark could not be told from the program: ${read4.broken}`);
  if (read4?.end !== start + mark2.length)
    throw new CodecError("UNSAFE_PLACE", `the mark would not be found again: ${ADVICE}`);
  return edit;
}
function markAt2(window, language, start) {
  const last = markAtEnd2(window, language);
  if (last?.start === start) return last;
  for (const mark2 of marksInComments(window, language))
    if (mark2.start >= start) return mark2.start === start ? judged(window, language, mark2) : void 0;
  return void 0;
}
function removal(window, language, found2) {
  checkReplaceable(found2);
  const line2 = found2.behindHash ? lineStart2(window, language, found2) : void 0;
  if (line2 !== void 0) return { at: line2, remove: found2.end - line2, insert: NOTHING5 };
  for (const form of formsFor(language)) {
    const { before, after } = form;
    const start = found2.start - before.length;
    const end = found2.end + after.length;
    if (!window.slice(start, found2.start).equals(before) || !window.slice(found2.end, end).equals(after))
      continue;
    const rest = without(window, start, end);
    const places = [placeFor(rest, language), ...earlierPlaces(rest, language)];
    if (places.some((place2) => place2.at + place2.before.length === found2.start && isSameForm(place2, form)))
      return { at: start, remove: end - start, insert: NOTHING5 };
  }
  return replacement2(found2, PLACEHOLDER_BYTES2);
}
function formsFor({ comment, syntax }) {
  const ownLine2 = { before: onNewLine(comment), after: comment.close, ownLine: true };
  const others = syntax === "php" ? [PHP_ISLAND] : syntax === "html" || syntax === "xml" ? [TIGHT_MARKUP] : [];
  const inLine = others.map(({ open: open4, close: close3 }) => ({ before: open4, after: close3, ownLine: false }));
  const stars = ["\n", " ", ""].map(
    (behind3) => ({
      before: SLASH_STAR2.open,
      after: Buffer.concat([SLASH_STAR2.close, Buffer.from(behind3)]),
      ownLine: false
    })
  );
  const onLine = { before: onNewLine(SLASH_STAR2), after: SLASH_STAR2.close, ownLine: false };
  return [ownLine2, ...inLine, ...stars, onLine];
}
function isSameForm(a, b) {
  return a.ownLine === b.ownLine && (a.ownLine || a.before.equals(b.before) && a.after.equals(b.after));
}
function replacement2({ start, end }, insert2) {
  return { at: start, remove: end - start, insert: insert2 };
}
function copyOf(window, { start, end }) {
  return Buffer.from(window.slice(start, end));
}

// packages/core/src/formats/wasm.ts
import { isUtf8 as isUtf82 } from "node:buffer";
var TYPE6 = "WebAssembly";
var SECTION_NAME2 = Buffer.from("chalk.mark");
var SIGNATURE_NAME = Buffer.from("signature");
var LINKING_NAME = Buffer.from("linking");
var PREAMBLE_SIZE = 8;
var CUSTOM = 0;
var OPENING_BRACE4 = 123;
var wasm = { name: "wasm", claims: claims3, read: read2 };
function claims3({ source }) {
  if (source.size < PREAMBLE_SIZE) return void 0;
  const [nul, a, s, m, , , layer, layerHigh] = source.read(0, PREAMBLE_SIZE);
  const isWasm = nul === 0 && a === 97 && s === 115 && m === 109;
  return isWasm && (layer === 0 || layer === 1) && layerHigh === 0 ? TYPE6 : void 0;
}
function read2({ source }) {
  const window = openWindow(source);
  const { named, signed, isObject: isObject2 } = parseSections(window);
  const sections = named.map((section) => ({ ...section, held: heldIn(window, section) }));
  const isTaken = sections.some(({ held: held2 }) => !held2?.alone);
  const removal2 = sections.filter(({ held: held2 }) => held2?.alone).map(({ start, end }) => ({ at: start, remove: end - start, insert: new Uint8Array() }));
  const mark2 = sections.find(({ held: held2 }) => held2?.mark)?.held?.mark;
  const broken = mark2 && whyBroken3(window, sections, mark2.text);
  const checkNotTaken = () => {
    if (isTaken)
      throw new CodecError("NAME_TAKEN", `the module has a section ${SECTION_NAME2} that is not a mark`);
  };
  return {
    type: TYPE6,
    mark: mark2 && { ...mark2, ...broken !== void 0 && { broken } },
    normalForm: removal2,
    insert(mark3) {
      if (signed) throw new CodecError("SIGNED", "the module is signed: mark it before signing");
      if (isObject2)
        throw new CodecError(
          "NO_PLACE",
          "it is an object file, whose mark linkers would copy: mark what is linked"
        );
      checkNotTaken();
      return [...removal2, { at: window.size, remove: 0, insert: encodeSection(mark3) }];
    },
    remove() {
      if (!mark2) return [];
      checkNotTaken();
      return removal2;
    }
  };
}
function whyBroken3(window, sections, mark2) {
  const { start, end } = sections[0];
  if (sections.length > 1) return `the module has ${sections.length} sections ${SECTION_NAME2}`;
  if (end !== window.size) return `the section ${SECTION_NAME2} is not the last one`;
  return window.slice(start, end).equals(encodeSection(mark2)) ? void 0 : NOT_AS_WRITTEN;
}
function parseSections(window) {
  const named = [];
  let signed = false;
  let isObject2 = false;
  for (let start = PREAMBLE_SIZE; start < window.size; ) {
    const size = parseU32(window, start + 1, window.size);
    const end = size.end + size.value;
    if (end > window.size) throw malformed6(start, "the section ends behind the end of the file");
    if (window.byte(start) === CUSTOM) {
      const name = parseName(window, size.end, end);
      if (name.bytes.equals(SECTION_NAME2)) named.push({ start, contents: name.end, end });
      isObject2 ||= name.bytes.equals(LINKING_NAME);
      if (start === PREAMBLE_SIZE) signed = name.bytes.equals(SIGNATURE_NAME);
    }
    start = end;
  }
  return { named, signed, isObject: isObject2 };
}
function parseName(window, at, limit) {
  const length = parseU32(window, at, limit);
  const end = length.end + length.value;
  if (end > limit) throw malformed6(at, "the name ends behind its section");
  const bytes = window.slice(length.end, end);
  if (!isUtf82(bytes)) throw malformed6(at, "the name is not UTF-8");
  return { bytes, end };
}
function parseU32(window, at, limit) {
  let value = 0;
  for (let i = 0; i < 5 && at + i < limit; i++) {
    const byte = window.byte(at + i);
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { value, end: at + i + 1 };
  }
  throw malformed6(at, "not an unsigned 32-bit LEB128 number");
}
function heldIn(window, { contents: contents2, end }) {
  const text2 = window.slice(contents2, end);
  const parsed2 = text2[0] === OPENING_BRACE4 ? parseMark(text2) : void 0;
  if (!parsed2 || "error" in parsed2) return void 0;
  const alone = parsed2.end === text2.length;
  if (Object.keys(parsed2.dict).length === 1) return { alone };
  return {
    mark: { at: contents2, text: Buffer.from(text2.subarray(0, parsed2.end)), dict: parsed2.dict },
    alone
  };
}
function encodeSection(mark2) {
  const contents2 = Buffer.concat([encodeU32(SECTION_NAME2.length), SECTION_NAME2, mark2]);
  return Buffer.concat([Uint8Array.of(CUSTOM), encodeU32(contents2.length), contents2]);
}
function encodeU32(value) {
  const bytes = [];
  for (; value >= 128; value >>>= 7) bytes.push(value & 127 | 128);
  return Uint8Array.of(...bytes, value);
}
function malformed6(at, what) {
  return new CodecError("MALFORMED", `malformed WebAssembly at byte ${at}: ${what}`);
}

// packages/core/src/formats/x509/index.ts
import { X509Certificate } from "node:crypto";

// packages/core/src/formats/x509/der.ts
var BOOLEAN = 1;
var INTEGER = 2;
var BIT_STRING = 3;
var OCTET_STRING = 4;
var SEQUENCE = 48;
function explicit(number) {
  return 160 | number;
}
function implicit(number) {
  return 128 | number;
}
function valuesIn(content) {
  const values = [];
  for (let at = 0; at < content.length; ) {
    let length = content[at + 1] ?? 0;
    let start = at + 2;
    if (length & 128) {
      const octets = length & 127;
      if (octets === 0 || octets > 4 || start + octets > content.length) throw malformed7();
      length = content.readUIntBE(start, octets);
      start += octets;
    }
    if (start + length > content.length) throw malformed7();
    values.push({ tag: content[at], content: content.subarray(start, start + length) });
    at = start + length;
  }
  return values;
}
var LONGEST_ARC = 20;
function oidOf({ content }) {
  const arcs = [];
  let arc = 0n;
  let octets = 0;
  for (const byte of content) {
    if (++octets > LONGEST_ARC) throw malformed7();
    arc = arc << 7n | BigInt(byte & 127);
    if (byte & 128) continue;
    arcs.push(arc);
    arc = 0n;
    octets = 0;
  }
  const first2 = arcs.shift() ?? 0n;
  const root = first2 < 80n ? first2 / 40n : 2n;
  return [root, first2 - root * 40n, ...arcs].join(".");
}
function malformed7() {
  return new CodecError("MALFORMED", "the certificate is not valid DER");
}

// packages/core/src/formats/x509/names.ts
var ATTRIBUTES = {
  C: "countryName",
  CN: "commonName",
  DC: "domainComponent",
  GN: "givenName",
  L: "localityName",
  O: "organizationName",
  OU: "organizationalUnitName",
  SN: "surname",
  ST: "stateOrProvinceName",
  UID: "userId"
};
var KEY_USAGES = [
  "Digital Signature",
  "Non Repudiation",
  "Key Encipherment",
  "Data Encipherment",
  "Key Agreement",
  "Certificate Sign",
  "CRL Sign",
  "Encipher Only",
  "Decipher Only"
];
var EXTENDED_KEY_USAGES = {
  "1.3.6.1.5.5.7.3.1": "TLS Web Server Authentication",
  "1.3.6.1.5.5.7.3.2": "TLS Web Client Authentication",
  "1.3.6.1.5.5.7.3.3": "Code Signing",
  "1.3.6.1.5.5.7.3.4": "E-mail Protection",
  "1.3.6.1.5.5.7.3.8": "Time Stamping",
  "1.3.6.1.5.5.7.3.9": "OCSP Signing",
  "2.5.29.37.0": "Any Extended Key Usage"
};
var SIGNATURE_TYPES = {
  "1.2.840.113549.1.1.4": 8,
  // md5WithRSAEncryption
  "1.2.840.113549.1.1.5": 65,
  // sha1WithRSAEncryption
  "1.2.840.113549.1.1.10": 912,
  // rsassaPss
  "1.2.840.113549.1.1.11": 668,
  // sha256WithRSAEncryption
  "1.2.840.113549.1.1.12": 669,
  // sha384WithRSAEncryption
  "1.2.840.113549.1.1.13": 670,
  // sha512WithRSAEncryption
  "1.2.840.113549.1.1.14": 671,
  // sha224WithRSAEncryption
  "1.2.840.10045.4.1": 416,
  // ecdsa-with-SHA1
  "1.2.840.10045.4.3.1": 793,
  // ecdsa-with-SHA224
  "1.2.840.10045.4.3.2": 794,
  // ecdsa-with-SHA256
  "1.2.840.10045.4.3.3": 795,
  // ecdsa-with-SHA384
  "1.2.840.10045.4.3.4": 796,
  // ecdsa-with-SHA512
  "1.3.101.112": 1087,
  // Ed25519
  "1.3.101.113": 1088
  // Ed448
};

// packages/core/src/formats/x509/index.ts
var TYPE7 = "X.509 certificate";
var PEM = "-----BEGIN CERTIFICATE-----";
var MAX_SIZE = 4 << 20;
var x509 = {
  name: "x509",
  claims({ name, source }) {
    if (!/\.(pem|crt|cer|cert|der)$/i.test(name) || source.size > MAX_SIZE) return void 0;
    return isDer(source) || asBuffer(source.read(0, source.size)).includes(PEM) ? TYPE7 : void 0;
  },
  read({ source }) {
    return {
      type: TYPE7,
      normalForm: [],
      report: keysOf2(parse(source)),
      insert() {
        throw new CodecError(
          "NOT_MARKABLE",
          "a certificate cannot be marked: any change breaks its signature"
        );
      },
      remove: () => []
    };
  }
};
function isDer(source) {
  const head = asBuffer(source.read(0, 6));
  return head.length === 6 && head.readUInt16BE(0) === 12418 && head[4] === SEQUENCE && head.readUInt16BE(2) + 4 === source.size;
}
function parse(source) {
  try {
    return new X509Certificate(source.read(0, source.size));
  } catch (error) {
    throw new CodecError("MALFORMED", `not a certificate that can be read: ${error.message}`);
  }
}
function keysOf2(certificate) {
  const [body, algorithm, signature] = valuesIn(valuesIn(asBuffer(certificate.raw))[0].content);
  const fields = valuesIn(body.content);
  const extensions = extensionsIn(fields);
  const subject = namesIn(certificate.subject);
  const issuer = namesIn(certificate.issuer);
  const publicKey = publicKeyOf(certificate);
  const keys = {
    _X509_VERSION: versionOf(fields),
    _X509_SUBJECT: longNames(subject),
    _X509_SUBJECT_SHORT: subject,
    _X509_SUBJECT_ALTERNATIVE_NAME: certificate.subjectAltName,
    _X509_SERIAL: certificate.serialNumber,
    _X509_KEY: publicKey?.export({ type: "spki", format: "pem" }).toString(),
    _X509_KEY_TYPE: publicKey?.asymmetricKeyType,
    _X509_KEY_SIZE: publicKey && keySize(publicKey),
    _X509_KEY_USAGE: keyUsage(take3(extensions, "2.5.29.15")),
    _X509_SIGNATURE: signature.content.subarray(1).toString("hex"),
    _X509_SIGNATURE_TYPE: SIGNATURE_TYPES[oidOf(valuesIn(algorithm.content)[0])],
    _X509_EXTENDED_KEY_USAGE: extendedKeyUsage(take3(extensions, "2.5.29.37")),
    _X509_BASIC_CONSTRAINTS: basicConstraints(take3(extensions, "2.5.29.19")),
    _X509_ISSUER: longNames(issuer),
    _X509_ISSUER_SHORT: issuer,
    _X509_SUBJECT_KEY_IDENTIFIER: subjectKey(take3(extensions, "2.5.29.14")),
    _X509_AUTHORITY_KEY_IDENTIFIER: authorityKey(take3(extensions, "2.5.29.35")),
    _X509_NOT_BEFORE: certificate.validFrom,
    _X509_NOT_AFTER: certificate.validTo
  };
  take3(extensions, "2.5.29.17");
  if (extensions.size > 0)
    keys._X509_EXTRA_EXTENSIONS = Object.fromEntries(
      [...extensions].map(([oid, value]) => [oid, value.toString("hex")])
    );
  return Object.fromEntries(
    Object.entries(keys).filter((entry) => entry[1] !== void 0)
  );
}
function versionOf([first2]) {
  return first2?.tag === explicit(0) ? valuesIn(first2.content)[0].content.readUInt8(0) + 1 : 1;
}
function publicKeyOf(certificate) {
  try {
    return certificate.publicKey;
  } catch {
    return void 0;
  }
}
function namesIn(text2 = "") {
  const names = {};
  for (const part of text2.split(/\n| \+ /)) {
    const [, name, escaped4] = /^([^=]+)=(.*)$/s.exec(part) ?? [];
    if (name === void 0) continue;
    const value = escaped4.replace(
      /\\([0-9A-F]{2}|.)/g,
      (_, of) => of.length === 2 ? String.fromCharCode(Number.parseInt(of, 16)) : of
    );
    names[name] = name in names ? `${names[name]}, ${value}` : value;
  }
  return names;
}
function longNames(names) {
  return Object.fromEntries(Object.entries(names).map(([key, value]) => [ATTRIBUTES[key] ?? key, value]));
}
function keySize({ asymmetricKeyType, asymmetricKeyDetails }) {
  const curves = { prime256v1: 256, secp256k1: 256, secp384r1: 384, secp521r1: 521 };
  const fixed = { ed25519: 256, x25519: 256, ed448: 456, x448: 448 };
  const { modulusLength, namedCurve = "" } = asymmetricKeyDetails ?? {};
  return modulusLength ?? curves[namedCurve] ?? fixed[asymmetricKeyType ?? ""];
}
function extensionsIn(fields) {
  const field2 = fields.find(({ tag }) => tag === explicit(3));
  const list = field2 ? valuesIn(valuesIn(field2.content)[0].content) : [];
  return new Map(
    list.map(({ content }) => {
      const parts2 = valuesIn(content);
      return [oidOf(parts2[0]), parts2.find(({ tag }) => tag === OCTET_STRING)?.content ?? Buffer.alloc(0)];
    })
  );
}
function take3(extensions, oid) {
  const value = extensions.get(oid);
  extensions.delete(oid);
  return value && valuesIn(value)[0];
}
function keyUsage(value) {
  if (value?.tag !== BIT_STRING) return void 0;
  const bits = value.content.subarray(1);
  return KEY_USAGES.filter((_, i) => (bits[i >> 3] ?? 0) << (i & 7) & 128).join(", ");
}
function extendedKeyUsage(value) {
  if (value?.tag !== SEQUENCE) return void 0;
  return valuesIn(value.content).map(oidOf).map((oid) => EXTENDED_KEY_USAGES[oid] ?? oid).join(", ");
}
function basicConstraints(value) {
  if (value?.tag !== SEQUENCE) return void 0;
  const parts2 = valuesIn(value.content);
  const isAuthority = parts2.some(({ tag, content }) => tag === BOOLEAN && content[0] !== 0);
  const length = parts2.find(({ tag }) => tag === INTEGER)?.content;
  return `CA:${isAuthority ? "TRUE" : "FALSE"}${length?.length ? `, pathlen:${length.readUInt8(0)}` : ""}`;
}
function subjectKey(value) {
  return value?.tag === OCTET_STRING ? colons(value.content) : void 0;
}
function authorityKey(value) {
  if (value?.tag !== SEQUENCE) return void 0;
  const id = valuesIn(value.content).find(({ tag }) => tag === implicit(0));
  return id && colons(id.content);
}
function colons(bytes) {
  return bytes.toString("hex").toUpperCase().replace(/..(?!$)/g, "$&:");
}

// packages/core/src/formats/zip/as-written.ts
import { inflateRawSync as inflateRawSync2 } from "node:zlib";

// packages/core/src/formats/zip/content.ts
import { pipeline as pipeline3, Readable as Readable3 } from "node:stream";
import { constants as constants2, createInflateRaw as createInflateRaw2, inflateRawSync } from "node:zlib";

// packages/core/src/formats/zip/format.ts
var STORED = 0;
var DEFLATED = 8;
var LOCAL_HEADER = 67324752;
var CENTRAL_HEADER = 33639248;
var DATA_DESCRIPTOR = 134695760;
var END64_RECORD = 101075792;
var END64_LOCATOR = 117853008;
var LOCAL_HEADER_SIZE = 30;
var CENTRAL_HEADER_SIZE = 46;
var END_SIZE2 = 22;
var END64_SIZE = 56;
var END64_LOCATOR_SIZE = 20;
var IN_ZIP64_16 = 65535;
var IN_ZIP64_32 = 4294967295;
var FLAG_ENCRYPTED = 1 << 0;
var FLAG_DESCRIPTOR = 1 << 3;
var FLAG_PATCHED = 1 << 5;
var FLAG_STRONG_ENCRYPTION = 1 << 6;
var FLAG_MASKED_HEADERS = 1 << 13;
var EXTRA_ZIP64 = 1;
var EXTRA_UNICODE_PATH = 28789;
function findExtra(extra, id) {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) return void 0;
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, end);
    at = end;
  }
  return void 0;
}
var TYPE_MASK = 61440;
var TYPE_FILE = 32768;
var DOS_NO_FILE = 24;
function isRegular(attributes) {
  const type = attributes >>> 16 & TYPE_MASK;
  return (type === 0 || type === TYPE_FILE) && (attributes & DOS_NO_FILE) === 0;
}
function malformed8(what) {
  return new CodecError("MALFORMED", what);
}

// packages/core/src/formats/zip/paths.ts
import { isUtf8 as isUtf83 } from "node:buffer";
var FLAG_UTF8 = 1 << 11;
var CP437 = "\xC7\xFC\xE9\xE2\xE4\xE0\xE5\xE7\xEA\xEB\xE8\xEF\xEE\xEC\xC4\xC5\xC9\xE6\xC6\xF4\xF6\xF2\xFB\xF9\xFF\xD6\xDC\xA2\xA3\xA5\u20A7\u0192\xE1\xED\xF3\xFA\xF1\xD1\xAA\xBA\xBF\u2310\xAC\xBD\xBC\xA1\xAB\xBB\u2591\u2592\u2593\u2502\u2524\u2561\u2562\u2556\u2555\u2563\u2551\u2557\u255D\u255C\u255B\u2510\u2514\u2534\u252C\u251C\u2500\u253C\u255E\u255F\u255A\u2554\u2569\u2566\u2560\u2550\u256C\u2567\u2568\u2564\u2565\u2559\u2558\u2552\u2553\u256B\u256A\u2518\u250C\u2588\u2584\u258C\u2590\u2580\u03B1\xDF\u0393\u03C0\u03A3\u03C3\xB5\u03C4\u03A6\u0398\u03A9\u03B4\u221E\u03C6\u03B5\u2229\u2261\xB1\u2265\u2264\u2320\u2321\xF7\u2248\xB0\u2219\xB7\u221A\u207F\xB2\u25A0\xA0";
function safePath(directory, from, to, flags) {
  const name = directory.toString("latin1", from, to);
  const path = isAscii2(name) ? name : utf8Path(directory.subarray(from, to), flags);
  if (path === "" || /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|(^|\/)\.$|\0/.test(path))
    throw new CodecError("UNSAFE_PATH", `the path ${JSON.stringify(show2(path))} leads out of the archive`);
  return /(^|\/)\.?\//.test(path) ? normalPath(path) : path;
}
function utf8Path(name, flags) {
  if (flags & FLAG_UTF8 || isUtf83(name)) return name.toString("latin1");
  const decoded = Array.from(name, (byte) => byte < 128 ? String.fromCharCode(byte) : CP437[byte - 128]);
  return Buffer.from(decoded.join("")).toString("latin1");
}
function normalPath(path) {
  const parts2 = path.split("/").filter((part) => part !== "" && part !== ".");
  return isDirectory(path) ? `${parts2.join("/")}/` : parts2.join("/");
}
function show2(path) {
  return asText(path).replace(/[\x00-\x1f\x7f]/g, "?");
}
function asText(path) {
  return isAscii2(path) ? path : Buffer.from(path, "latin1").toString();
}
function isDirectory(path) {
  return path.endsWith("/");
}
function isAscii2(text2) {
  return /^[\x00-\x7f]*$/.test(text2);
}

// packages/core/src/formats/zip/content.ts
var PIECE3 = 1 << 20;
var PEEK = 1 << 12;
function readContent(archive, entry) {
  const packed = archive.read(entry.dataAt, entry.packedSize);
  if (entry.method === STORED) return packed;
  try {
    const content = inflateRawSync(packed, {
      maxOutputLength: entry.size + 1,
      chunkSize: Math.max(entry.size + 1, 64)
    });
    if (content.length === entry.size) return content;
  } catch (error) {
    if (!isZlibError(error)) throw error;
  }
  throw corrupt2(entry);
}
async function* streamContent(archive, entry) {
  const packed = packedPieces(archive, entry);
  if (entry.method === STORED) return yield* packed;
  let size = 0;
  try {
    for await (const piece of pipeline3(
      Readable3.from(packed),
      createInflateRaw2({ chunkSize: PIECE3 }),
      () => {
      }
    )) {
      size += piece.length;
      if (size > entry.size) throw corrupt2(entry);
      yield piece;
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw corrupt2(entry);
  }
  if (size !== entry.size) throw corrupt2(entry);
}
function* packedPieces(archive, { dataAt, packedSize }) {
  for (let at = 0; at < packedSize; at += PIECE3)
    yield archive.read(dataAt + at, Math.min(PIECE3, packedSize - at));
}
function peekContent(archive, entry) {
  if (entry.method === STORED) return subSource(archive, entry.dataAt, entry.size);
  const head = inflateHead(archive.read(entry.dataAt, Math.min(PEEK, entry.packedSize)));
  return { size: entry.size, read: (at, length) => head.subarray(at, at + length) };
}
function inflateHead(packed) {
  try {
    return inflateRawSync(packed, { finishFlush: constants2.Z_SYNC_FLUSH, maxOutputLength: PEEK * 1100 });
  } catch (error) {
    if (!isZlibError(error)) throw error;
    return new Uint8Array(0);
  }
}
function isZlibError(error) {
  const code = error.code ?? "";
  return code.startsWith("Z_") || code === "ERR_BUFFER_TOO_LARGE";
}
function corrupt2(entry) {
  return new CodecError(
    "CORRUPT",
    `${show2(entry.path)} is corrupt: it does not unpack to ${entry.size} bytes`
  );
}

// packages/core/src/formats/zip/local.ts
var FLAGS_OF_DATA = FLAG_ENCRYPTED | FLAG_DESCRIPTOR | FLAG_PATCHED | FLAG_STRONG_ENCRYPTION | FLAG_MASKED_HEADERS;
function checkLocalEntries({ source, entries, base, directory, directoryAt }) {
  const readHeader2 = headerReader(source);
  let end = base;
  for (const entry of [...entries].sort((a, b) => a.at - b.at)) {
    if (entry.at < end) throw new CodecError("OVERLAP", `${show2(entry.path)} overlaps the entry before it`);
    checkLocalHeader(readHeader2, entry, directory);
    end = entry.dataAt + entry.packedSize;
    if (end > directoryAt) throw malformed8(`${show2(entry.path)} reaches into the central directory`);
  }
}
function headerReader(source) {
  let ahead = Buffer.alloc(0);
  let aheadAt = 0;
  return (at, length) => {
    if (at < aheadAt || at + length > aheadAt + ahead.length) {
      const isClose = at - (aheadAt + ahead.length) < 1 << 14;
      ahead = asBuffer(source.read(at, isClose ? Math.max(length, 1 << 16) : length));
      aheadAt = at;
    }
    return ahead.subarray(at - aheadAt, at - aheadAt + length);
  };
}
function checkLocalHeader(readHeader2, entry, directory) {
  const fixed = readHeader2(entry.at, LOCAL_HEADER_SIZE);
  if (fixed.length < LOCAL_HEADER_SIZE || fixed.readUInt32LE(0) !== LOCAL_HEADER)
    throw malformed8(`${show2(entry.path)} has no local header where the central directory says`);
  const extraAt = LOCAL_HEADER_SIZE + fixed.readUInt16LE(26);
  const end = extraAt + fixed.readUInt16LE(28);
  const header = readHeader2(entry.at, end);
  if (header.length < end) throw truncated("a local header");
  entry.dataAt = entry.at + end;
  const flags = header.readUInt16LE(6);
  const nameAt = entry.header + CENTRAL_HEADER_SIZE;
  const nameEnd2 = nameAt + directory.readUInt16LE(entry.header + 28);
  const isSame = header.compare(directory, nameAt, nameEnd2, LOCAL_HEADER_SIZE, extraAt) === 0 && header.readUInt16LE(8) === entry.method && ((flags ^ entry.flags) & FLAGS_OF_DATA) === 0;
  if (!isSame) throw disagree(entry, "name, method or flags");
  checkLocalSizes(entry, header, flags, findExtra(header.subarray(extraAt), EXTRA_ZIP64));
}
function checkLocalSizes(entry, header, flags, zip64) {
  const unknown = (flags & FLAG_DESCRIPTOR) !== 0;
  const crc = header.readUInt32LE(14);
  if (crc !== entry.crc && !(unknown && crc === 0)) throw disagree(entry, "CRC-32");
  let next3 = 0;
  for (const [field2, at] of [
    ["size", 22],
    ["packedSize", 18]
  ]) {
    let value = header.readUInt32LE(at);
    if (value === IN_ZIP64_32 && zip64 && next3 + 8 <= zip64.length) {
      value = u64(zip64, next3);
      next3 += 8;
    }
    if (value !== entry[field2] && !(unknown && (value === 0 || value === IN_ZIP64_32)))
      throw disagree(entry, "size");
  }
}
function disagree(entry, what) {
  return new CodecError(
    "AMBIGUOUS",
    `${show2(entry.path)}: ${what} in the central directory and in its local header disagree`
  );
}

// packages/core/src/formats/zip/directory.ts
var MAX_COMMENT2 = 65535;
var MAX_ENTRIES = 4e5;
var MAX_DIRECTORY = 48 << 20;
function readArchive(source, limits = {}) {
  const { end, endAt } = findEnd(source);
  const end64 = readEnd64(source, end, endAt);
  const { count: count2, size, offset } = end64 ? sizes64(end64.record) : sizes(end);
  const directoryEnd = end64 ? end64.at : endAt;
  const directoryAt = directoryEnd - size;
  const base = directoryAt - offset;
  if (directoryAt < 0 || base < 0) throw malformed8("the central directory does not fit before its end record");
  if (count2 > MAX_ENTRIES || size > MAX_DIRECTORY)
    throw new CodecError("TOO_MANY_ENTRIES", `${count2} entries: more than ${MAX_ENTRIES} are not read`);
  const directory = readAt(source, directoryAt, size, "the central directory");
  const entries = parseDirectory(directory, count2, base);
  const unpacked2 = entries.reduce((sum2, { size: size2 }) => sum2 + size2, 0);
  checkUnpacked(unpacked2, source.size, limits);
  const archive = { source, base, entries, directory, directoryAt, end, endAt };
  checkLocalEntries(archive);
  return end64 ? { ...archive, end64 } : archive;
}
function findEnd(source) {
  const from = Math.max(0, source.size - END_SIZE2 - MAX_COMMENT2);
  const tail = readAt(source, from, source.size - from, "the end record");
  const signature = Buffer.from("PK", "latin1");
  let found2;
  for (let at = tail.indexOf(signature); at >= 0; at = tail.indexOf(signature, at + 1)) {
    if (at + END_SIZE2 > tail.length || at + END_SIZE2 + tail.readUInt16LE(at + 20) !== tail.length) continue;
    if (found2 !== void 0)
      throw new CodecError("AMBIGUOUS", "two end records: which one counts is not certain");
    found2 = at;
  }
  if (found2 === void 0)
    throw new CodecError("NOT_ZIP", "no ZIP end record: cut off, or followed by other data");
  if (tail.includes(signature, found2 + 1))
    throw new CodecError("AMBIGUOUS", "the archive comment holds what looks like another end record");
  return { end: tail.subarray(found2, found2 + END_SIZE2), endAt: from + found2 };
}
function sizes(end) {
  const count2 = end.readUInt16LE(10);
  checkDisks([end.readUInt16LE(4), end.readUInt16LE(6)], end.readUInt16LE(8), count2);
  return { count: count2, size: end.readUInt32LE(12), offset: end.readUInt32LE(16) };
}
function sizes64(record) {
  const count2 = u64(record, 32);
  checkDisks([record.readUInt32LE(16), record.readUInt32LE(20)], u64(record, 24), count2);
  return { count: count2, size: u64(record, 40), offset: u64(record, 48) };
}
function checkDisks(disks, onThisDisk, count2) {
  if (disks.some((disk) => disk !== 0) || onThisDisk !== count2) throw multiDisk();
}
function multiDisk() {
  return new CodecError("MULTI_DISK", "one of several parts of an archive: join them first");
}
function readEnd64(source, end, endAt) {
  const locatorAt = endAt - END64_LOCATOR_SIZE;
  if (locatorAt < 0) return void 0;
  const locator = readAt(source, locatorAt, END64_LOCATOR_SIZE, "the ZIP64 locator");
  if (locator.readUInt32LE(0) !== END64_LOCATOR) return void 0;
  if (locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) > 1) throw multiDisk();
  const at = findEnd64(source, u64(locator, 8), locatorAt);
  const record = readAt(source, at, locatorAt - at, "the ZIP64 end record");
  if (u64(record, 4) + 12 !== record.length) throw malformed8("the ZIP64 end record has a wrong length");
  checkEnds(end, record);
  return { at, record, locator };
}
function findEnd64(source, offset, locatorAt) {
  for (const at of [offset, locatorAt - END64_SIZE]) {
    if (!fits2(at, END64_SIZE, locatorAt)) continue;
    if (readAt(source, at, 4, "the ZIP64 end record").readUInt32LE(0) === END64_RECORD) return at;
  }
  throw malformed8("no ZIP64 end record where its locator says");
}
function checkEnds(end, record) {
  const same = [IN_ZIP64_16, u64(record, 24)].includes(end.readUInt16LE(8)) && [IN_ZIP64_16, u64(record, 32)].includes(end.readUInt16LE(10)) && [IN_ZIP64_32, u64(record, 40)].includes(end.readUInt32LE(12)) && [IN_ZIP64_32, u64(record, 48)].includes(end.readUInt32LE(16));
  if (!same) throw new CodecError("AMBIGUOUS", "the end record and the ZIP64 end record disagree");
}
function parseDirectory(directory, count2, base) {
  const entries = [];
  let at = 0;
  while (at < directory.length) {
    if (entries.length === count2)
      throw malformed8("the central directory holds more entries than its end record says");
    const entry = parseHeader2(directory, at, base);
    entries.push(entry);
    at += entry.headerLength;
  }
  if (entries.length < count2)
    throw malformed8("the central directory holds fewer entries than its end record says");
  return entries;
}
function parseHeader2(directory, at, base) {
  if (!fits2(at, CENTRAL_HEADER_SIZE, directory.length) || directory.readUInt32LE(at) !== CENTRAL_HEADER)
    throw malformed8("no header where the central directory should have one");
  const nameAt = at + CENTRAL_HEADER_SIZE;
  const extraAt = nameAt + directory.readUInt16LE(at + 28);
  const commentAt = extraAt + directory.readUInt16LE(at + 30);
  const end = commentAt + directory.readUInt16LE(at + 32);
  if (end > directory.length) throw truncated("a header of the central directory");
  const flags = directory.readUInt16LE(at + 8);
  const entry = {
    path: safePath(directory, nameAt, extraAt, flags),
    flags,
    method: directory.readUInt16LE(at + 10),
    crc: directory.readUInt32LE(at + 16),
    packedSize: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    at: directory.readUInt32LE(at + 42),
    dataAt: 0,
    header: at,
    headerLength: end - at
  };
  if (![0, IN_ZIP64_16].includes(directory.readUInt16LE(at + 34))) throw multiDisk();
  if ([entry.size, entry.packedSize, entry.at].includes(IN_ZIP64_32))
    resolveZip64(entry, directory.subarray(extraAt, commentAt));
  entry.at += base;
  checkEntry(entry);
  return entry;
}
function resolveZip64(entry, extra) {
  const block2 = findExtra(extra, EXTRA_ZIP64);
  let next3 = 0;
  for (const field2 of ["size", "packedSize", "at"]) {
    if (entry[field2] !== IN_ZIP64_32) continue;
    if (!block2 || next3 + 8 > block2.length) throw malformed8(`${show2(entry.path)} lacks its ZIP64 extra field`);
    entry[field2] = u64(block2, next3);
    next3 += 8;
    if (!Number.isFinite(entry[field2])) throw malformed8(`${show2(entry.path)} has an impossible ${field2}`);
  }
}
function checkEntry({ path, flags, method, packedSize, size }) {
  if (flags & (FLAG_ENCRYPTED | FLAG_STRONG_ENCRYPTION | FLAG_MASKED_HEADERS))
    throw new CodecError("ENCRYPTED", `${show2(path)} is encrypted: its content cannot be hashed`);
  if (method !== STORED && method !== DEFLATED)
    throw new CodecError(
      "UNSUPPORTED_METHOD",
      `${show2(path)} is compressed with method ${method}, not deflate`
    );
  if (method === STORED && packedSize !== size) throw malformed8(`${show2(path)} is stored but has two sizes`);
  if (isDirectory(path) && size !== 0) throw malformed8(`${show2(path)} is a directory with content`);
}

// packages/core/src/formats/zip/edit.ts
function editArchive(archive, { replace, add: add2 }) {
  const splices = [...replace].map(([entry, by]) => ({ ...extentOf2(archive, entry), insert: by?.local ?? NOTHING })).sort((a, b) => a.at - b.at);
  const shiftOf = shifts(splices);
  const offsetOf = (at) => at + shiftOf(at) - archive.base;
  const directoryOffset = offsetOf(archive.directoryAt);
  const added = add2?.(directoryOffset);
  const entryBytes = added?.local ?? NOTHING;
  const header = added?.central ?? NOTHING;
  const directory = replace.size === 0 ? archive.directory : editDirectory(archive, replace, offsetOf);
  const count2 = archive.entries.length - [...replace.values()].filter((by) => !by).length + (added ? 1 : 0);
  const end = endRecords(
    archive,
    count2,
    directory.length + header.length,
    directoryOffset + entryBytes.length
  );
  const from = archive.directoryAt;
  const to = from + archive.directory.length;
  const tail = archive.endAt + archive.end.length;
  if (directory === archive.directory) {
    splices.push({ at: from, remove: 0, insert: entryBytes });
    splices.push({ at: to, remove: tail - to, insert: Buffer.concat([header, end]) });
  } else {
    splices.push({
      at: from,
      remove: tail - from,
      insert: Buffer.concat([entryBytes, directory, header, end])
    });
  }
  return splices;
}
function shifts(splices) {
  let sum2 = 0;
  const sums = splices.map(({ remove, insert: insert2 }) => {
    sum2 += insert2.length - remove;
    return sum2;
  });
  return (at) => {
    let before = 0;
    let end = splices.length;
    while (before < end) {
      const middle = before + end >> 1;
      if (splices[middle].at < at) before = middle + 1;
      else end = middle;
    }
    return sums[before - 1] ?? 0;
  };
}
function headerOf({ directory }, { header, headerLength: headerLength2 }) {
  return directory.subarray(header, header + headerLength2);
}
function extentOf2({ source, entries, directoryAt }, entry) {
  const dataEnd = entry.dataAt + entry.packedSize;
  const next3 = entries.reduce((next4, { at }) => at > entry.at && at < next4 ? at : next4, directoryAt);
  const behind3 = asBuffer(source.read(dataEnd, Math.min(next3 - dataEnd, MAX_DESCRIPTOR)));
  const descriptor = entry.flags & FLAG_DESCRIPTOR ? descriptorSize(behind3, entry) : 0;
  return { at: entry.at, remove: dataEnd + descriptor - entry.at };
}
var MAX_DESCRIPTOR = 24;
function descriptorSize(behind3, { crc, packedSize, size }) {
  const signature = u32(DATA_DESCRIPTOR);
  const wide = [u32(crc), u64le(packedSize), u64le(size)];
  const narrow = [u32(crc), u32(packedSize), u32(size)];
  const forms = [[signature, ...wide], [signature, ...narrow], wide, narrow].map(
    (fields) => Buffer.concat(fields)
  );
  return forms.find((form) => behind3.subarray(0, form.length).equals(form))?.length ?? 0;
}
function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(Math.min(value, IN_ZIP64_32));
  return bytes;
}
function editDirectory({ directory, entries }, replace, offsetOf) {
  const edited = Buffer.from(directory);
  const parts2 = [];
  let from = 0;
  for (const entry of entries) {
    const { header, headerLength: headerLength2 } = entry;
    const end = header + headerLength2;
    if (!replace.has(entry)) {
      setOffset(edited.subarray(header, end), offsetOf(entry.at));
      continue;
    }
    parts2.push(edited.subarray(from, header));
    const by = replace.get(entry);
    if (by) parts2.push(setOffset(Buffer.from(by.central), offsetOf(entry.at)));
    from = end;
  }
  return Buffer.concat([...parts2, edited.subarray(from)]);
}
function setOffset(header, offset) {
  if (header.readUInt32LE(42) === IN_ZIP64_32) {
    header.writeBigUInt64LE(BigInt(offset), zip64OffsetAt(header));
  } else {
    if (offset >= IN_ZIP64_32) throw new CodecError("TOO_LARGE", "an entry would move behind the first 4 GiB");
    header.writeUInt32LE(offset, 42);
  }
  return header;
}
function zip64OffsetAt(header) {
  let at = CENTRAL_HEADER_SIZE + header.readUInt16LE(28);
  while (header.readUInt16LE(at) !== EXTRA_ZIP64) at += 4 + header.readUInt16LE(at + 2);
  return at + 4 + 8 * [24, 20].filter((size) => header.readUInt32LE(size) === IN_ZIP64_32).length;
}
function endRecords(archive, count2, size, offset) {
  const { base, entries, directory, directoryAt, end64, end } = archive;
  const old = { count: entries.length, size: directory.length, offset: directoryAt - base };
  const needed = exceeds(count2, size, offset);
  const parts2 = [];
  if (needed || end64 && !exceeds(old.count, old.size, old.offset)) {
    const record2 = end64 ? Buffer.from(end64.record) : newEnd64();
    for (const [at, value] of [
      [24, count2],
      [32, count2],
      [40, size],
      [48, offset]
    ])
      record2.writeBigUInt64LE(BigInt(value), at);
    const locator = end64 ? Buffer.from(end64.locator) : newLocator();
    const before = end64 ? locator.readBigUInt64LE(8) - BigInt(old.offset + old.size) : 0n;
    locator.writeBigUInt64LE(before + BigInt(offset + size), 8);
    parts2.push(record2, locator);
  }
  const record = Buffer.from(end);
  for (const at of [8, 10])
    record.writeUInt16LE(endField(count2, old.count, end.readUInt16LE(at), IN_ZIP64_16), at);
  record.writeUInt32LE(endField(size, old.size, end.readUInt32LE(12), IN_ZIP64_32), 12);
  record.writeUInt32LE(endField(offset, old.offset, end.readUInt32LE(16), IN_ZIP64_32), 16);
  return Buffer.concat([...parts2, record]);
}
function exceeds(count2, size, offset) {
  return count2 >= IN_ZIP64_16 || size >= IN_ZIP64_32 || offset >= IN_ZIP64_32;
}
function endField(value, oldValue, oldField, inZip64) {
  return value >= inZip64 || oldField === inZip64 && oldValue < inZip64 ? inZip64 : value;
}
function newEnd64() {
  const record = Buffer.alloc(END64_SIZE);
  record.writeUInt32LE(END64_RECORD, 0);
  record.writeUInt32LE(END64_SIZE - 12, 4);
  record.writeUInt16LE(3 << 8 | 45, 12);
  record.writeUInt16LE(45, 14);
  return record;
}
function newLocator() {
  const locator = Buffer.alloc(END64_LOCATOR_SIZE);
  locator.writeUInt32LE(END64_LOCATOR, 0);
  locator.writeUInt32LE(1, 16);
  return locator;
}

// packages/core/src/formats/zip/listing.ts
import { crc32 as crc323 } from "node:zlib";

// packages/core/src/formats/zip/entry.ts
import { crc32 as crc322, deflateRawSync } from "node:zlib";
var UNIX = 3 << 8;
var VERSION_STORED = 10;
var VERSION_ZIP64 = 45;
var MODE_FILE_0644 = 33188;
function storedEntry(path, content, time, offset) {
  const far = offset >= IN_ZIP64_32;
  const [dosTime, dosDate] = dosDateTime(time);
  const common = Buffer.alloc(24);
  common.writeUInt16LE(far ? VERSION_ZIP64 : VERSION_STORED, 0);
  common.writeUInt16LE(STORED, 4);
  common.writeUInt16LE(dosTime, 6);
  common.writeUInt16LE(dosDate, 8);
  common.writeUInt32LE(crc322(content), 10);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(path.length, 22);
  const name = Buffer.from(path, "latin1");
  const localHeader = Buffer.alloc(LOCAL_HEADER_SIZE);
  localHeader.writeUInt32LE(LOCAL_HEADER, 0);
  localHeader.set(common, 4);
  const extra = far ? zip64Extra(offset) : Buffer.alloc(0);
  const header = Buffer.alloc(CENTRAL_HEADER_SIZE);
  header.writeUInt32LE(CENTRAL_HEADER, 0);
  header.writeUInt16LE(UNIX | VERSION_ZIP64, 4);
  header.set(common, 6);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(MODE_FILE_0644 * 2 ** 16, 38);
  header.writeUInt32LE(far ? IN_ZIP64_32 : offset, 42);
  return { local: Buffer.concat([localHeader, name, content]), central: Buffer.concat([header, name, extra]) };
}
function zip64Extra(offset) {
  const extra = Buffer.alloc(12);
  extra.writeUInt16LE(EXTRA_ZIP64, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(offset), 4);
  return extra;
}
function rewrittenEntry(header, content, extra) {
  const method = header.readUInt16LE(10);
  return entryOf(header, content, method === STORED ? content : deflateRawSync(content), extra);
}
function plainEntry(header, content) {
  return entryOf(header, content, content, NOTHING);
}
function entryOf(header, content, data, extra) {
  const central = Buffer.from(header);
  central.writeUInt16LE(header.readUInt16LE(8) & ~FLAG_DESCRIPTOR, 8);
  central.writeUInt32LE(crc322(content), 16);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt32LE(content.length, 24);
  const local = Buffer.alloc(LOCAL_HEADER_SIZE);
  local.writeUInt32LE(LOCAL_HEADER, 0);
  central.copy(local, 4, 6, 30);
  local.writeUInt16LE(extra.length, 28);
  const name = header.subarray(CENTRAL_HEADER_SIZE, CENTRAL_HEADER_SIZE + header.readUInt16LE(28));
  return { local: Buffer.concat([local, name, extra, data]), central };
}
function dosDateTime(time) {
  const date = new Date(time ?? Number.NaN);
  const year = date.getUTCFullYear() - 1980;
  if (!(year >= 0 && year <= 127)) return [0, 1 << 5 | 1];
  return [
    date.getUTCHours() << 11 | date.getUTCMinutes() << 5 | date.getUTCSeconds() >> 1,
    year << 9 | date.getUTCMonth() + 1 << 5 | date.getUTCDate()
  ];
}

// packages/core/src/formats/zip/listing.ts
var EXTRA_BEFORE = 19267;
var MAX_EXTRA = 65535;
function listMark(archive, { entry, name, ...list }, mark2) {
  const header = headerOf(archive, entry);
  if (isZip642(header))
    throw new CodecError("UNSUPPORTED", `${name} is a ZIP64 entry: it cannot be given a line for the mark`);
  const listed = asBuffer(readContent(archive.source, entry));
  const without2 = list.withoutMark(listed);
  const current = without2.length === listed.length ? currentEntry(archive, entry) : void 0;
  const before = originalEntry(archive, { entry, name, ...list }) ?? current;
  const extra = before ? extraWith(before) : NOTHING;
  if (list.mustKeep && extra.length === 0)
    throw new CodecError("UNSUPPORTED", `${name} is too long to be given a line for the mark`);
  return rewrittenEntry(header, list.withMark(without2, mark2), extra);
}
function isListed(archive, list, mark2) {
  const { entry } = list;
  const listed = asBuffer(readContent(archive.source, entry));
  if (!list.withMark(list.withoutMark(listed), mark2).equals(listed)) return false;
  const header = headerOf(archive, entry);
  const before = originalEntry(archive, list);
  const wanted = rewrittenEntry(before?.central ?? header, listed, before ? extraWith(before) : NOTHING);
  const local = asBuffer(archive.source.read(entry.at, entry.dataAt - entry.at));
  const central = Buffer.from(wanted.central);
  header.copy(central, OFFSET_AT, OFFSET_AT, OFFSET_AT + 4);
  for (const [bytes, at] of [
    [central, 20],
    [wanted.local, 18]
  ])
    bytes.writeUInt32LE(entry.packedSize, at);
  return central.equals(header) && wanted.local.subarray(0, local.length).equals(local);
}
function countedEntry(archive, list) {
  const header = headerOf(archive, list.entry);
  const listed = asBuffer(readContent(archive.source, list.entry));
  const without2 = list.withoutMark(listed);
  const before = originalEntry(archive, list);
  if (before) return before;
  const isKept = without2.length === listed.length && extraWith(currentEntry(archive, list.entry)).length > 0;
  return isKept || isZip642(header) ? void 0 : plainEntry(header, without2);
}
function isZip642(header) {
  return [20, 24, OFFSET_AT].some((at) => header.readUInt32LE(at) === IN_ZIP64_32);
}
function unlistMark(archive, list) {
  const listed = asBuffer(readContent(archive.source, list.entry));
  const without2 = list.withoutMark(listed);
  if (without2.length === listed.length) return void 0;
  return originalEntry(archive, list) ?? rewrittenEntry(headerOf(archive, list.entry), without2, NOTHING);
}
function currentEntry(archive, entry) {
  const { at, remove } = extentOf2(archive, entry);
  return { local: asBuffer(archive.source.read(at, remove)), central: headerOf(archive, entry) };
}
function extraWith({ local, central }) {
  const length = central.length + local.length;
  if (4 + length > MAX_EXTRA) return Buffer.alloc(0);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(EXTRA_BEFORE, 0);
  head.writeUInt16LE(length, 2);
  const extra = Buffer.concat([head, central, local]);
  extra.writeUInt32LE(0, 4 + OFFSET_AT);
  return extra;
}
var OFFSET_AT = 42;
function originalEntry(archive, { entry: present, withoutMark: withoutMark4 }) {
  const kept = keptEntry(archive, present);
  if (!kept) return void 0;
  const list = withoutMark4(asBuffer(readContent(archive.source, present)));
  return isEntryOf(kept, present.path, list) ? kept : void 0;
}
function keptEntry(archive, { at, dataAt }) {
  const localHeader = asBuffer(archive.source.read(at, dataAt - at));
  const extra = localHeader.subarray(LOCAL_HEADER_SIZE + localHeader.readUInt16LE(26));
  const kept = findExtra(extra, EXTRA_BEFORE);
  if (!kept || kept.length < CENTRAL_HEADER_SIZE || kept.readUInt32LE(0) !== CENTRAL_HEADER) return void 0;
  const central = CENTRAL_HEADER_SIZE + kept.readUInt16LE(28) + kept.readUInt16LE(30) + kept.readUInt16LE(32);
  return { central: kept.subarray(0, central), local: kept.subarray(central) };
}
function isEntryOf({ local, central }, path, content) {
  const end = Buffer.alloc(END_SIZE2);
  end.write("PK", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  try {
    const archive = readArchive(bufferSource(Buffer.concat([local, central, end])), NO_LIMITS);
    const [entry] = archive.entries;
    return entry?.path === path && entry.size === content.length && entry.crc === crc323(content) && extentOf2(archive, entry).remove === local.length && content.equals(readContent(archive.source, entry));
  } catch (error) {
    if (error instanceof CodecError) return false;
    throw error;
  }
}
var NO_LIMITS = { unpackedSize: Number.POSITIVE_INFINITY, ratio: Number.POSITIVE_INFINITY };

// packages/core/src/formats/zip/mark-entry.ts
var MARK_PATH2 = "chalk.json";
var MAX_MARK2 = 16 << 20;
var MOST_NAMED = 8;
function findMarkEntry(archive) {
  const { entries } = archive;
  const named = entries.filter(({ path }) => path === MARK_PATH2);
  const found2 = named.slice(0, MOST_NAMED).map((entry2) => markIn5(archive, entry2));
  const other2 = entries.find((entry2) => !named.includes(entry2) && isOther(entry2.path));
  const uncounted = other2 && isDirectory(other2.path);
  const [entry] = named;
  if (!entry) return other2 ? { refused: taken(other2) } : {};
  const mark2 = found2.find((content) => content?.mark)?.mark;
  const problem = named.length > 1 ? `${MARK_PATH2} is in the archive ${named.length} times` : uncounted ? `the archive has ${show2(other2.path)} beside ${MARK_PATH2}` : problemOf2(archive, entry, found2[0]);
  if (problem === void 0) {
    return { entry, ...mark2 && { mark: mark2 }, ...other2 && { refused: taken(other2) } };
  }
  const code = named.length > 1 ? "AMBIGUOUS" : "NAME_TAKEN";
  return { ...mark2 && { mark: { ...mark2, broken: problem } }, refused: new CodecError(code, problem) };
}
function isOther(path) {
  if (/^[\x00-\x7f]*$/.test(path) && !/^[./\\ ]*chalk/i.test(path)) return false;
  return isNamesake(asText(path), MARK_PATH2);
}
function taken(other2) {
  return new CodecError(
    "NAME_TAKEN",
    `the archive has ${show2(other2.path)}, which some systems take for the mark's ${MARK_PATH2}`
  );
}
function markIn5({ source }, entry) {
  if (entry.size > MAX_MARK2) return void 0;
  const content = asBuffer(readContent(source, entry));
  const found2 = findMark(content);
  if (!found2) return void 0;
  const { start, end, dict, placeholder } = found2;
  const rest = content.toString("latin1", 0, start) + content.toString("latin1", end);
  const alone = !/[^ \t\r\n]/.test(rest);
  if (placeholder) return { alone };
  const at = entry.method === STORED ? { at: entry.dataAt + start } : {};
  return { alone, mark: { ...at, text: Buffer.from(content.subarray(start, end)), dict } };
}
function problemOf2(archive, entry, content) {
  if (!content) return `the archive has a ${MARK_PATH2} of its own, which is not a mark`;
  if (!content.alone) return `${MARK_PATH2} holds more than the mark`;
  const header = headerOf(archive, entry);
  const name = header.toString("latin1", CENTRAL_HEADER_SIZE, CENTRAL_HEADER_SIZE + header.readUInt16LE(28));
  if (name !== MARK_PATH2) return `the path of ${MARK_PATH2} is spelled ${JSON.stringify(show2(name))}`;
  if (!isRegular(header.readUInt32LE(38))) return `${MARK_PATH2} is no regular file`;
  const local = asBuffer(archive.source.read(entry.at, entry.dataAt - entry.at));
  const extras = [
    header.subarray(CENTRAL_HEADER_SIZE + name.length),
    local.subarray(LOCAL_HEADER_SIZE + name.length)
  ];
  if (extras.some((extra) => findExtra(extra, EXTRA_UNICODE_PATH)))
    return `${MARK_PATH2} has a second name in an extra field`;
  return void 0;
}

// packages/core/src/formats/zip/mark-edits.ts
function putIn({ archive, entry, list }, mark2, listed) {
  const replace = /* @__PURE__ */ new Map();
  if (entry) replace.set(entry, void 0);
  if (list && listed) replace.set(list.entry, listed);
  return editArchive(archive, {
    replace,
    add: (offset) => entryFor2(mark2, offset)
  });
}
function entryFor2(mark2, offset) {
  return storedEntry(MARK_PATH2, mark2, timeOf(mark2), offset);
}
function takeOut({ archive, entry, list }) {
  const replace = /* @__PURE__ */ new Map();
  if (entry) replace.set(entry, void 0);
  const unlisted = list && unlistMark(archive, list);
  if (unlisted) replace.set(list.entry, unlisted);
  return editArchive(archive, { replace });
}
function timeOf(mark2) {
  const time = findMark(mark2)?.dict.TIMESTAMP_WHEN_CHALKED;
  return typeof time === "number" ? time : void 0;
}

// packages/core/src/formats/zip/reference.ts
var MADE_BY = 63;
var NEEDS = 20;
var FLAGS = 1 << 11;
var ATTRIBUTES_FILE = 32;
var ATTRIBUTES_DIRECTORY = 16;
function isReferenceEntry(archive, entry) {
  const header = headerOf(archive, entry);
  const nameLength = header.readUInt16LE(28);
  return header.length === CENTRAL_HEADER_SIZE + nameLength && header.readUInt16LE(4) === MADE_BY && header.readUInt16LE(6) === NEEDS && entry.flags === FLAGS && entry.method === (entry.size === 0 ? STORED : DEFLATED) && header.readUInt32LE(34) === 0 && header.readUInt32LE(38) === (isDirectory(entry.path) ? ATTRIBUTES_DIRECTORY : ATTRIBUTES_FILE);
}
function unlikeReference(archive) {
  const { source, base, entries, directoryAt, end64, end, endAt } = archive;
  if (base !== 0) return "bytes stand before the archive";
  if (end64 || endAt + end.length !== source.size) return "the archive has a comment or records of ZIP64";
  let at = 0;
  for (const entry of entries) {
    if (entry.at !== at) return `bytes stand before ${show2(entry.path)}`;
    if (!isReferenceEntry(archive, entry)) return `${show2(entry.path)} was packed by another program`;
    const name = headerOf(archive, entry).toString("latin1", CENTRAL_HEADER_SIZE);
    if (name !== entry.path) return `the path of ${show2(entry.path)} is spelled ${JSON.stringify(show2(name))}`;
    const local = asBuffer(source.read(at, entry.dataAt - at));
    const header = headerOf(archive, entry);
    const nameLength = header.readUInt16LE(28);
    if (local.compare(header, 6, 30, 4, 28) !== 0 || local.length !== LOCAL_HEADER_SIZE + nameLength)
      return `${show2(entry.path)} was packed by another program`;
    at = entry.dataAt + entry.packedSize;
  }
  return at === directoryAt ? inOnePlace(entries) : "bytes stand before the central directory";
}
function inOnePlace(entries) {
  const paths = entries.map(({ path }) => path.replaceAll("/", "\0")).sort();
  for (const [i, path] of paths.entries()) {
    const next3 = paths[i + 1];
    if (next3 === void 0 || !next3.startsWith(path)) continue;
    const shown = show2(path.replaceAll("\0", "/"));
    if (next3 === path) return `${shown} is in the archive twice`;
    if (!path.endsWith("\0") && next3[path.length] === "\0") return `${shown} is a file and a folder`;
  }
  return void 0;
}

// packages/core/src/formats/zip/as-written.ts
function writerOf(given, text2, isSigned) {
  const { archive, entry } = given;
  const list = given.list && lacksOptional(archive, given.list) ? void 0 : given.list;
  const holder = { ...given, list };
  const { source } = archive;
  if (!isSigned && isReferenceEntry(archive, entry)) {
    if (entry.size !== text2.length || !endsWithData(source, entry))
      return { problem: `${MARK_PATH2} holds more than the mark` };
    const problem = unlikeReference(archive);
    return problem === void 0 ? { writer: "reference" } : { problem: `${problem}: it was changed after marking` };
  }
  if (list && !(isListed(archive, list, text2) && endsWithData(source, list.entry)))
    return { problem: `${list.name} does not list the mark as marking does` };
  if (isOurs(holder, text2)) return { writer: "ours" };
  if (isSigned && entry.size === text2.length && endsWithData(source, entry)) return { writer: "signer" };
  return {
    problem: `the entry ${MARK_PATH2} is not as marking writes it: the archive was packed anew or changed`
  };
}
function lacksOptional(archive, { entry, isOptional, withoutMark: withoutMark4 }) {
  const listed = asBuffer(readContent(archive.source, entry));
  return isOptional === true && withoutMark4(listed).length === listed.length;
}
function isOurs(holder, text2) {
  const { archive, entry, list } = holder;
  if (entry.size !== text2.length || entry.dataAt + entry.packedSize !== archive.directoryAt) return false;
  return isAsWritten(archive.source, takeOut(holder), (without2) => {
    const clean2 = readArchive(without2, {
      unpackedSize: Number.POSITIVE_INFINITY,
      ratio: Number.POSITIVE_INFINITY
    });
    const again = { archive: clean2, list: list?.findIn(clean2) };
    return putIn(again, text2, list && asItIs(archive, list.entry));
  });
}
function asItIs(archive, entry) {
  const local = archive.source.read(entry.at, entry.dataAt + entry.packedSize - entry.at);
  return { local: asBuffer(local), central: headerOf(archive, entry) };
}
function endsWithData(source, { method, dataAt, packedSize, size }) {
  if (method !== DEFLATED) return true;
  const { engine } = inflateRawSync2(source.read(dataAt, packedSize), {
    info: true,
    maxOutputLength: size + 1
  });
  return engine.bytesWritten === packedSize;
}

// packages/core/src/formats/zip/behind.ts
var MAX_LINE = 1 << 20;
var LINE_START = "\n# ";
var NEWLINE10 = 10;
var BRACE = 125;
function markBehind(source) {
  if (asBuffer(source.read(0, 2)).toString("latin1") !== "#!") return void 0;
  const last = asBuffer(source.read(Math.max(0, source.size - 2), 2));
  if (last.at(-1) !== BRACE && !(last.at(-1) === NEWLINE10 && last.at(-2) === BRACE)) return void 0;
  const from = Math.max(0, source.size - MAX_LINE);
  const tail = asBuffer(source.read(from, source.size - from));
  const line2 = tail.lastIndexOf(LINE_START, void 0, "latin1");
  if (line2 < 0) return void 0;
  const found2 = findMark(tail.subarray(line2 + LINE_START.length));
  if (!found2 || found2.placeholder || found2.start !== 0) return void 0;
  const start = line2 + LINE_START.length;
  const rest = tail.subarray(start + found2.end);
  if (rest.length > 1 || rest.length === 1 && rest[0] !== NEWLINE10) return void 0;
  const text2 = Buffer.from(tail.subarray(start, start + found2.end));
  return { end: from + line2, mark: { at: from + start, text: text2, dict: found2.dict } };
}
function artifactBefore(source, { mark: mark2, end }, before) {
  const content = subSource(source, 0, end);
  const archive = before(content);
  const cut3 = { at: end, remove: source.size - end, insert: new Uint8Array() };
  const { hash, contentForm: contentForm2 } = archive;
  return {
    type: archive.type,
    mark: mark2,
    normalForm: [cut3],
    ...hash && { hash },
    otherHashes: [() => ({ hash: hashSpliced(content, []), uncovered: [] })],
    ...contentForm2 && { contentForm: async () => [...await contentForm2(), cut3] },
    insert: async (text2) => [...await archive.insert(text2), cut3],
    remove: () => [cut3]
  };
}

// packages/core/src/formats/zip/manifest.ts
var MAX_MANIFEST = 64 << 20;
function findManifest(entries) {
  return entries.find(({ path, size }) => /^META-INF\/MANIFEST\.MF$/i.test(path) && size <= MAX_MANIFEST);
}
function readManifest(archive, manifest) {
  return sectionsOf(Buffer.from(readContent(archive.source, manifest)).toString("latin1"));
}
function sectionsOf(text2) {
  const sections = [];
  let section;
  for (const line2 of text2.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []) {
    const content = line2.replace(/[\r\n]+$/, "");
    if (!section || section.end !== "" && content !== "") {
      section = { attributes: [], end: "" };
      sections.push(section);
    }
    const last = section.attributes.at(-1);
    if (content === "") {
      section.end += line2;
    } else if (content.startsWith(" ") && last) {
      last.raw += line2;
      last.value += content.slice(1);
    } else {
      const [, name = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(content) ?? [];
      section.attributes.push({ raw: line2, name, value });
    }
  }
  return sections;
}
function attributeOf(section, wanted) {
  return section?.attributes.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())?.value;
}

// packages/core/src/formats/zip/layers.ts
var MAX_INDEX = 1 << 20;
var LINE = `  - "${MARK_PATH2}"`;
function findLayers(archive) {
  const entry = indexIn(archive);
  if (!entry) return void 0;
  const index2 = asBuffer(readContent(archive.source, entry));
  const isOurs2 = withoutMark2(index2) !== index2 && keptEntry(archive, entry) !== void 0;
  if (!isOurs2 && !lacksMark(index2)) return void 0;
  return {
    entry,
    name: "the index of layers",
    mustKeep: true,
    isOptional: true,
    withMark,
    withoutMark: withoutMark2,
    counted: withMark,
    findIn: findLayers
  };
}
function indexIn(archive) {
  const { entries } = archive;
  if (!entries.some(({ path: path2 }) => path2.endsWith("layers.idx"))) return void 0;
  const manifest = findManifest(entries);
  const path = manifest && attributeOf(readManifest(archive, manifest)[0], "Spring-Boot-Layers-Index");
  return entries.find((entry) => entry.path === path && entry.size <= MAX_INDEX);
}
function lacksMark(index2) {
  const lines = linesOf2(index2);
  return lines[0]?.startsWith("- ") === true && lines.every(isKnown) && !lines.includes(LINE);
}
function isKnown(line2) {
  return /^( {2})?- /.test(line2);
}
function linesOf2(index2) {
  return index2.toString("latin1").split("\n").map((line2) => line2.replaceAll("\r", "")).filter((line2) => line2.trim() !== "");
}
function withMark(index2) {
  if (linesOf2(index2).at(-1) === LINE) return index2;
  const text2 = index2.toString("latin1");
  const newline = text2.includes("\r\n") ? "\r\n" : "\n";
  const isOpen = text2 !== "" && !text2.endsWith("\n");
  return Buffer.from(`${text2}${isOpen ? newline : ""}${LINE}${isOpen ? "" : newline}`, "latin1");
}
function withoutMark2(index2) {
  const text2 = index2.toString("latin1");
  const [tail] = /(\r?\n|^) {2}- "chalk\.json"(\r?\n)?$/.exec(text2) ?? [];
  if (tail === void 0) return index2;
  const kept = tail.endsWith("\n") ? /^\r?\n/.exec(tail)?.[0].length ?? 0 : 0;
  return index2.subarray(0, text2.length - tail.length + kept);
}

// packages/core/src/formats/zip/layout.ts
var GO_MODULE = /^(?:[^@/]+\/)*[^@/]+@v\d[^/]*\//;
var PYTHON = /^[^/]+\/(PKG-INFO|setup\.py|pyproject\.toml)$/;
var COMPOSER = /^[^/]+\/composer\.json$/;
var WORDPRESS = /^[^/]+\/([^/]+\.php|style\.css)$/;
var WORDPRESS_HEAD = /^[ \t/*#@]*(Plugin|Theme) Name:/im;
var MOST_HEADS = 20;
var HEAD2 = 8 << 10;
function checkRoot(archive) {
  const reader = readerOfRoot(archive);
  if (reader === void 0) return;
  throw new CodecError(
    "UNSAFE_PLACE",
    `the archive has one folder in its root, and ${reader} does not accept a file beside it: mark the files in it, or another archive`
  );
}
function readerOfRoot(archive) {
  const files = archive.entries.filter(({ path }) => !isDirectory(path));
  const [module] = GO_MODULE.exec(files[0]?.path ?? "") ?? [];
  if (module !== void 0 && files.every(({ path }) => path.startsWith(module))) return "Go";
  const root = files[0]?.path.replace(/\/.*$/s, "/");
  if (root === void 0 || !archive.entries.every(({ path }) => path.startsWith(root))) return void 0;
  if (files.some(({ path }) => PYTHON.test(path))) return "pip";
  if (files.some(({ path }) => COMPOSER.test(path))) return "Composer";
  const heads = files.filter(({ path }) => WORDPRESS.test(path)).slice(0, MOST_HEADS);
  return heads.some((entry) => isOfWordPress(archive, entry)) ? "WordPress" : void 0;
}
function isOfWordPress({ source }, entry) {
  const head = asBuffer(peekContent(source, entry).read(0, Math.min(HEAD2, entry.size)));
  return WORDPRESS_HEAD.test(head.toString("latin1"));
}

// packages/core/src/formats/zip/signed.ts
var APK_SIGNING_BLOCK = "APK Sig Block 42";
var CRX_MAGIC = "Cr24";
var FILE_KINDS = [
  { what: "NuGet package", parts: /^\.signature\.p7s$/ },
  { what: "wheel", parts: /^[^/]+\.dist-info\/RECORD\.(jws|p7s)$/ },
  // Open Packaging Conventions (ECMA-376-2), 13: the signer adds types and relations of its parts.
  {
    what: "package",
    parts: /^(package\/services\/digital-signature|_xmlsignatures)\//,
    rewrites: true
  },
  { what: "app package", parts: /^AppxSignature\.p7x$/, rewrites: true },
  { what: "extension", parts: /^META-INF\/(mozilla\.(rsa|sf)|cose\.(sig|manifest)|manifest\.mf)$/ },
  // OpenDocument 1.3 part 2, 6; EPUB OCF 3.3, 4.2.6.3.6; ETSI EN 319 162-1 (ASiC), annex A.
  {
    what: "document",
    parts: /^META-INF\/((document|macro)?signatures?\d*\.(xml|p7s)|ASiC\w*Manifest\d*\.xml|timestamp\d*\.tst)$/i
  }
];
var SURE = { extension: /^META-INF\/(mozilla\.rsa|cose\.sig)$/ };
var SIGNATURE_FILE = /^META-INF\/[^/]+\.SF$/i;
var JAR_PARTS = /^META-INF\/([^/]+\.(SF|RSA|DSA|EC)|SIG-[^/]*)$/i;
function signatureOf2(archive) {
  const { entries } = archive;
  const kind = FILE_KINDS.find(({ what, parts: parts3 }) => {
    const sure = SURE[what] ?? parts3;
    return entries.some(({ path }) => sure.test(path));
  });
  if (kind) {
    const { what, parts: parts3, rewrites = false } = kind;
    return { what, parts: entries.filter(({ path }) => parts3.test(path)), rewrites };
  }
  const isJar = isSignedJar(entries);
  const parts2 = isJar ? entries.filter(({ path }) => JAR_PARTS.test(path)) : [];
  const manifest = isJar ? findManifest(entries) : void 0;
  const whole = wholeSignature(archive);
  if (whole !== void 0) return { what: whole, parts: parts2, manifest };
  return isJar ? { what: "jar", parts: parts2, manifest } : void 0;
}
function wholeSignature(archive) {
  if (hasSigningBlock(archive)) return "APK";
  if (hasSignedComment(archive)) return "update package";
  return asBuffer(archive.source.read(0, CRX_MAGIC.length)).toString("latin1") === CRX_MAGIC ? "CRX" : void 0;
}
function hasSigningBlock({ source, directoryAt }) {
  const before = source.read(Math.max(0, directoryAt - APK_SIGNING_BLOCK.length), APK_SIGNING_BLOCK.length);
  return Buffer.from(before).toString("latin1") === APK_SIGNING_BLOCK;
}
function hasSignedComment({ source, endAt }) {
  const comment = source.size - endAt - END_SIZE2;
  if (comment < 6) return false;
  const footer = asBuffer(source.read(source.size - 6, 6));
  const [start, magic, length] = [0, 2, 4].map((at) => footer.readUInt16LE(at));
  return magic === 65535 && length === comment && start > 6 && start <= comment;
}
function isSignedJar(entries) {
  return entries.some(({ path }) => SIGNATURE_FILE.test(path));
}
function checkSignature2(archive, signature, extension, mark2) {
  if (!signature) return;
  const { what, rewrites } = signature;
  const isWhole = what !== "jar" || extension === "apk";
  if (mark2 && (isWhole || signedNames(archive, signature).has(mark2.path)))
    throw new CodecError(
      "SIGNED",
      `the ${what} is signed, and its mark cannot be changed without breaking the signature: build it anew`
    );
  if (mark2 || !isWhole && isPartlySigned(archive, signature)) return;
  const before = rewrites ? "" : ": mark it before it is signed";
  throw new CodecError("SIGNED", `the ${what} is signed, and a mark would break the signature${before}`);
}
function isPartlySigned(archive, signature) {
  const { what, parts: parts2, manifest } = signature;
  if (what !== "jar") return false;
  const named = signedNames(archive, signature);
  return archive.entries.some(
    (entry) => !isDirectory(entry.path) && !parts2.includes(entry) && entry !== manifest && !named.has(entry.path)
  );
}
function signedNames(archive, { manifest }) {
  const sections = manifest ? readManifest(archive, manifest) : [];
  const names = sections.filter(hasDigest).map((section) => attributeOf(section, "Name"));
  return new Set(names.filter((name) => name !== void 0));
}
function hasDigest({ attributes }) {
  return attributes.some(isDigest);
}
function isDigest({ name }) {
  return /-Digest(-[a-z]+)?$/i.test(name);
}
function unsignedManifests(archive, manifest) {
  const [main, ...files] = readManifest(archive, manifest);
  const rest = files.map(withoutDigests).filter(({ attributes }) => attributes.length > 0);
  const kept = main ? [main, ...rest] : rest;
  const texts3 = [kept, kept.map((section, i) => i < kept.length - 1 ? section : { ...section, end: "" })].map(textOf).flatMap((text2) => [text2, text2.replaceAll("\r\n", "\n")]);
  const candidates2 = [...new Set(texts3)].map((text2) => Buffer.from(text2, "latin1"));
  return isSignersOwn(main) && rest.length === 0 ? [...candidates2, void 0] : candidates2;
}
function withoutDigests({ attributes, end }) {
  const kept = attributes.filter((attribute) => !isDigest(attribute));
  const isEmpty2 = kept.length < attributes.length && kept.every(({ name }) => name.toLowerCase() === "name");
  return { attributes: isEmpty2 ? [] : kept, end };
}
function textOf(sections) {
  return sections.map(({ attributes, end }) => attributes.map(({ raw }) => raw).join("") + end).join("");
}
function isSignersOwn(main) {
  return main?.attributes.every(({ name }) => /^(Manifest-Version|Created-By|Built-By)$/i.test(name)) ?? false;
}

// packages/core/src/formats/zip/sum.ts
import { createHash as createHash4 } from "node:crypto";
import { crc32 as crc324 } from "node:zlib";
var AT_ONCE = 4 << 20;
var MAX_HELD = 256 << 20;
async function sumOfContents(archive, entries, counting) {
  const files = entries.filter(({ path }) => !isDirectory(path)).sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  const { allowance: allowance2 } = counting;
  if (allowance2)
    spend(
      allowance2,
      "unpacked",
      files.reduce((sum3, { size }) => sum3 + size, 0)
    );
  const sum2 = createHash4("sha256").update(String(files.length));
  let corrupt3;
  for (const entry of files) {
    if (counting.isEmpty?.(entry)) {
      addHead(sum2, entry, 0);
      continue;
    }
    const added = entry.size <= AT_ONCE || counting.given?.has(entry) ? addSmall(sum2, archive, entry, counting) : addLarge(sum2, archive, entry, counting);
    const intact = typeof added === "boolean" ? added : await added;
    if (!intact) corrupt3 ??= show2(entry.path);
  }
  return { hash: sum2.digest("hex"), ...corrupt3 !== void 0 && { corrupt: corrupt3 } };
}
function addSmall(sum2, archive, entry, { codecs: codecs2, rewrite, given, allowance: allowance2 }) {
  const known = given?.get(entry);
  let content = known ?? readContent(archive, entry);
  const intact = known !== void 0 || crc324(content) === entry.crc;
  if (rewrite) content = rewrite(entry, content);
  const candidate = asCandidate(entry, bufferSource(content));
  const codec = claimant(entry, candidate, codecs2);
  if (codec && allowance2) spend(allowance2, "looked", content.length);
  if (codec) return addDeletedForm(sum2, entry, candidate, codec, allowance2).then(() => intact);
  addHead(sum2, entry, content.length);
  sum2.update(content);
  return intact;
}
async function addLarge(sum2, archive, entry, { codecs: codecs2, allowance: allowance2 }) {
  const codec = claimant(entry, asCandidate(entry, peekContent(archive, entry)), codecs2);
  if (!codec) return addStream(sum2, archive, entry);
  if (allowance2) spend(allowance2, "looked", entry.size);
  const source = await held(archive, entry, codec);
  await addDeletedForm(sum2, entry, asCandidate(entry, source), codec, allowance2);
  let crc = 0;
  for (const piece of pieces(source, [])) crc = crc324(piece, crc);
  return crc === entry.crc;
}
async function addStream(sum2, archive, entry) {
  let crc = 0;
  addHead(sum2, entry, entry.size);
  for await (const piece of streamContent(archive, entry)) {
    sum2.update(piece);
    crc = crc324(piece, crc);
  }
  return crc === entry.crc;
}
async function addDeletedForm(sum2, entry, candidate, codec, allowance2) {
  const { source } = candidate;
  const edits4 = await deletingEdits(candidate, codec, allowance2);
  addHead(sum2, entry, splicedSize(source.size, edits4));
  for (const piece of pieces(source, edits4)) sum2.update(piece);
}
async function deletingEdits(candidate, codec, allowance2) {
  try {
    const artifact = await codec.read(candidate, allowance2 ? { allowance: allowance2 } : {});
    if (!artifact.mark && !artifact.deletedForm) return [];
    if (artifact.mark?.broken !== void 0) return [];
    const hex = artifact.hash ? await artifact.hash() : hashSpliced(candidate.source, artifact.normalForm);
    const hash = Buffer.from(hex, "hex");
    return await (artifact.deletedForm?.(hash) ?? artifact.remove(hash));
  } catch (error) {
    if (error instanceof CodecError && !(allowance2 && isSpent(allowance2))) return [];
    throw error;
  }
}
async function held(archive, entry, codec) {
  const { path, method, dataAt, size } = entry;
  if (method === STORED) return subSource(archive, dataAt, size);
  if (size > MAX_HELD) {
    throw new CodecError(
      "ENTRY_TOO_LARGE",
      `${show2(path)} (${codec.name}) unpacks to ${size} bytes: more than ${MAX_HELD} are read only if it is stored`
    );
  }
  const content = Buffer.allocUnsafe(size);
  let at = 0;
  for await (const piece of streamContent(archive, entry)) {
    content.set(piece, at);
    at += piece.length;
  }
  return bufferSource(content);
}
function addHead(sum2, { path }, size) {
  sum2.update(`${path.length + 1}/${path}${size}`, "latin1");
}
function asCandidate({ path }, source) {
  return { name: asText(path.slice(path.lastIndexOf("/") + 1)), source };
}
function claimant({ path }, candidate, codecs2) {
  return isHidden({ path }) ? void 0 : claimedBy(codecs2, candidate, {});
}
function isHidden({ path }) {
  return /(^|\/)\./.test(path);
}

// packages/core/src/formats/zip/other-hashes.ts
function otherHashes(marked3) {
  const { list, signature, isTheirs } = marked3;
  return [
    // A mark may have come before the line in the list did.
    ...list?.isOptional ? [() => sum(marked3, {})] : [],
    ...signature && !signature.rewrites ? beforeSigning(marked3, signature) : [],
    ...isTheirs ? [() => withoutClasses(marked3)] : []
  ];
}
async function sum({ archive: { source }, counted, codecs: codecs2, limits }, how, uncovered = []) {
  const allowance2 = allowanceFor(source.size, limits);
  const { hash, corrupt: corrupt3 } = await sumOfContents(source, counted, { codecs: codecs2, allowance: allowance2, ...how });
  return corrupt3 === void 0 ? { hash, uncovered } : void 0;
}
function beforeSigning(marked3, { parts: parts2, manifest }) {
  const { archive, rewrite } = marked3;
  const counted = marked3.counted.filter((entry) => !parts2.includes(entry));
  const withManifest = (text2) => (entry, content) => entry === manifest ? text2 : rewrite?.(entry, content) ?? content;
  const manifests = manifest ? unsignedManifests(archive, manifest) : [];
  return [
    () => sum({ ...marked3, counted }, { rewrite }),
    ...manifests.map(
      (text2) => () => text2 ? sum({ ...marked3, counted }, { rewrite: withManifest(text2) }) : sum({ ...marked3, counted: counted.filter((entry) => entry !== manifest) }, { rewrite }, [
        "META-INF/MANIFEST.MF, which the signer has added"
      ])
    )
  ];
}
var FAT_MAGIC2 = Buffer.from("cafebabe", "hex");
function withoutClasses(marked3) {
  const { archive, counted } = marked3;
  const empty = new Set(counted.filter((entry) => !isHidden(entry) && beginsFat(archive, entry)));
  const [first2] = empty;
  if (!first2) return void 0;
  const others = empty.size > 1 ? ` and of ${empty.size - 1} more files` : "";
  return sum(marked3, { isEmpty: (entry) => empty.has(entry) }, [
    `the content of ${show2(first2.path)}${others} that the program which marked it counts as empty, such as classes`
  ]);
}
function beginsFat({ source }, entry) {
  return FAT_MAGIC2.equals(asBuffer(peekContent(source, entry).read(0, FAT_MAGIC2.length)));
}

// packages/core/src/formats/zip/types.ts
var COMMON = {
  zip: "ZIP",
  jar: "JAR",
  war: "WAR",
  ear: "EAR",
  pt: "PyTorch checkpoint",
  pth: "PyTorch checkpoint",
  keras: "Keras model"
};
var ON_REQUEST = {
  whl: "Python wheel",
  vsix: "VSIX",
  nupkg: "NuGet package",
  apk: "APK"
};
var ZIP_TYPES = new Set(
  [COMMON, ON_REQUEST].flatMap((types) => Object.values(types))
);

// packages/core/src/formats/zip/uncovered.ts
var PROGRAM_PATH = "chalk";
var TYPE_MASK2 = 61440;
var TYPE_LINK = 40960;
function uncoveredIn2(archive, mark2) {
  const { source, end, endAt } = archive;
  const entries = archive.entries.filter((entry) => entry !== mark2);
  const headers = entries.map((entry) => headerOf(archive, entry));
  const modes = headers.map((header) => header.readUInt16LE(40));
  const lines = [
    [entries.some(({ path }) => path === PROGRAM_PATH), `the file ${PROGRAM_PATH}`],
    [firstEntry(archive) > 0, "the bytes before the first entry"],
    [modes.some((mode) => (mode & TYPE_MASK2) === TYPE_LINK), "which files are links"],
    [modes.some((mode) => mode !== 0), "modes and types of files"],
    [entries.some(({ path }) => isDirectory(path)), "folders"],
    [
      headers.some((header) => header.length > CENTRAL_HEADER_SIZE + header.readUInt16LE(28)) || entries.some(
        (entry, i) => entry.dataAt - entry.at > LOCAL_HEADER_SIZE + headers[i].readUInt16LE(28)
      ),
      "extra fields and comments of entries, which can give them other names"
    ],
    [hasGaps(archive), "bytes between the entries"],
    [endAt + end.length < source.size, "the comment of the archive"],
    [true, "order, times and compression of the entries, and how their paths are spelled"],
    [true, "marks of the files inside"],
    // A file can hold what looks like the length, path and content of the next ones.
    [true, "which bytes belong to which file: HASH has lengths and contents without anything between them"]
  ];
  return lines.filter(([isThere]) => isThere).map(([, line2]) => line2);
}
function firstEntry({ entries, directoryAt }) {
  return entries.reduce((first2, { at }) => Math.min(first2, at), directoryAt);
}
function hasGaps({ entries, directoryAt }) {
  const sorted = [...entries].sort((a, b) => a.at - b.at);
  return sorted.some(({ dataAt, packedSize }, i) => (sorted[i + 1]?.at ?? directoryAt) > dataAt + packedSize);
}

// packages/core/src/formats/zip/wheel.ts
import { createHash as createHash5 } from "node:crypto";
var MAX_RECORD = 4 << 20;
var NEWLINE11 = 10;
function findRecord(entries) {
  const entry = entries.find(
    ({ path, size }) => /^[^/]+\.dist-info\/RECORD$/.test(path) && size <= MAX_RECORD
  );
  return entry && {
    entry,
    name: "RECORD of the wheel",
    withMark: withMark2,
    withoutMark: withoutMark3,
    counted: withoutMark3,
    findIn: (archive) => findRecord(archive.entries)
  };
}
function withMark2(record, mark2) {
  const digest2 = createHash5("sha256").update(mark2).digest("base64url");
  const line2 = `${MARK_PATH2},sha256=${digest2},${mark2.length}`;
  const newline = lineEnd5(record);
  const text2 = record.at(-1) === NEWLINE11 || record.length === 0 ? `${line2}${newline}` : `${newline}${line2}`;
  return Buffer.concat([record, Buffer.from(text2)]);
}
function withoutMark3(record) {
  const end = record.at(-1) === NEWLINE11 ? record.length - 1 : record.length;
  const start = record.lastIndexOf(NEWLINE11, end - 1) + 1;
  if (!record.subarray(start, end).toString("latin1").startsWith(`${MARK_PATH2},sha256=`)) return record;
  return end < record.length ? record.subarray(0, start) : record.subarray(0, Math.max(0, start - lineEnd5(record).length));
}
function lineEnd5(record) {
  return record.includes("\r\n") ? "\r\n" : "\n";
}

// packages/core/src/formats/zip/index.ts
var NO_PREFIX = ["pt", "pth", "keras"];
var REPACKED = /\.(zip|jar|war|ear)$/i;
function zipOver(inner2) {
  const codec = {
    name: "zip",
    claims: claims4,
    read: (candidate, options) => read3(candidate, options, [codec, ...inner2])
  };
  return codec;
}
function claims4({ name, source }, { archives = "common" }) {
  const extension = extensionOf(name);
  const type = COMMON[extension] ?? (archives === "all" ? ON_REQUEST[extension] : void 0);
  return type !== void 0 && isZip(source, !NO_PREFIX.includes(extension)) ? type : void 0;
}
function extensionOf(name) {
  return /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}
function isZip(source, prefix) {
  const magic = asBuffer(source.read(0, 4)).toString("latin1");
  if (magic === "PK" || magic === "PK") return true;
  const tail = 22 + 65535;
  return prefix && asBuffer(source.read(Math.max(0, source.size - tail), tail)).includes("PK");
}
function read3(candidate, options, codecs2) {
  const { name, source } = candidate;
  try {
    return readIn(candidate, readArchive(source, options.limits), options, codecs2);
  } catch (error) {
    const behind3 = error instanceof CodecError && error.code === "NOT_ZIP" && markBehind(source);
    if (!behind3) throw error;
    return artifactBefore(source, behind3, (archive) => read3({ name, source: archive }, options, codecs2));
  }
}
function readIn({ name, source }, archive, { limits, allowance: allowance2 = allowanceFor(source.size, limits) }, codecs2) {
  const { entries } = archive;
  const extension = extensionOf(name);
  const { entry, refused, mark: found2 } = findMarkEntry(archive);
  const list = extension === "whl" ? findRecord(entries) : findLayers(archive);
  const file = { archive, extension, entry, refused, list, signature: signatureOf2(archive) };
  const judgement = found2 ? judged2(file, found2) : {};
  const { mark: mark2, uncheckable } = judgement;
  const hasContentForm = extension !== "apk" || mark2?.dict[CONTENT_HASH] !== void 0;
  const counted = found2 && !entry ? entries : contents(entries);
  const rewrite = list && countedIn(list);
  let sum2;
  const content = () => {
    sum2 ??= sumOfContents(source, counted, { codecs: codecs2, rewrite, allowance: allowance2 });
    return sum2;
  };
  const isTheirs = judgement.isTheirs ?? false;
  return {
    type: COMMON[extension] ?? ON_REQUEST[extension] ?? "ZIP",
    ...mark2 && { mark: mark2 },
    ...file.signature && { remade: notSigned(file, judgement), ...noteOn(archive, file.signature) },
    ...uncheckable !== void 0 && { uncheckable },
    get uncovered() {
      const isCovered = hasContentForm && mark2?.dict[CONTENT_HASH] !== void 0;
      return mark2 && entry && !isCovered ? uncoveredIn2(archive, judgement.isRepacked ? void 0 : entry) : [];
    },
    get normalForm() {
      return mark2 && entry ? takeOut(file) : [];
    },
    async hash() {
      const { hash, corrupt: corrupt3 } = await content();
      if (mark2 && corrupt3 !== void 0 && mark2.dict.CHALK_ID === chalkId(hash))
        mark2.broken ??= `${corrupt3} does not match its CRC-32`;
      return hash;
    },
    ...mark2 && {
      otherHashes: otherHashes({ ...file, counted, codecs: codecs2, limits, rewrite, isTheirs })
    },
    ...hasContentForm && { contentForm: () => contentForm(file) },
    currentHash: () => sumAsItIs(file, entries),
    // A list of files changes, too.
    ...!list && {
      currentHashWith: (text2) => {
        const added = { path: MARK_PATH2, size: text2.length };
        const others = entries.filter((other2) => other2 !== entry);
        return sumAsItIs(file, [...others, added], /* @__PURE__ */ new Map([[added, text2]]));
      }
    },
    insert: async (text2) => insert(file, text2, await content()),
    remove() {
      if (!mark2) return [];
      if (refused) throw refused;
      checkSignature2(archive, file.signature, extension, entry);
      return takeOut(file);
    }
  };
}
async function sumAsItIs({ archive }, entries, given) {
  return (await sumOfContents(archive.source, entries, { codecs: [], given })).hash;
}
function contents(entries) {
  return entries.filter(isContent);
}
function isContent({ path }) {
  return path !== MARK_PATH2 && path !== PROGRAM_PATH;
}
function countedIn(list) {
  return (entry, content) => entry === list.entry ? list.counted(asBuffer(content)) : content;
}
function judged2(file, mark2) {
  const { archive, entry, signature } = file;
  if (!entry) return { mark: mark2 };
  const by = writerOf({ ...file, entry }, mark2.text, signature !== void 0);
  if ("problem" in by) return { mark: { ...mark2, broken: by.problem } };
  const isTheirs = by.writer === "reference" && mark2.dict[CONTENT_HASH] === void 0;
  const inner2 = isTheirs ? archive.entries.find(({ path }) => REPACKED.test(path)) : void 0;
  return {
    mark: mark2,
    isTheirs,
    isRepacked: by.writer === "signer",
    uncheckable: inner2 ? repacked(inner2) : signature?.rewrites ? rewritten(signature) : void 0
  };
}
function repacked({ path }) {
  const reason = "the program that marked it hashes archives inside as it re-packed them";
  return `the content cannot be checked: it holds ${show2(path)}, and ${reason}`;
}
function rewritten({ what }) {
  return `the content cannot be checked: the ${what} is signed, and signing it after marking changes other files in it`;
}
function noteOn(archive, signature) {
  return isPartlySigned(archive, signature) ? { note: "the jar is signed in part: the signature stays valid and does not cover the mark" } : {};
}
function notSigned({ archive, entry, signature }, { mark: mark2, isRepacked }) {
  const { parts: parts2 = [], manifest } = signature ?? {};
  const files = parts2.map(({ path }) => show2(path));
  const shown = files.length > 3 ? [...files.slice(0, 3), "\u2026"] : files;
  const names = shown.length > 0 ? ` (${shown.join(", ")})` : "";
  const lines = [`the signature${names}${manifest ? " with its digests in META-INF/MANIFEST.MF" : ""}`];
  if (entry && mark2?.dict[CONTENT_HASH] !== void 0)
    lines.push(...uncoveredIn2(archive, isRepacked ? void 0 : entry));
  return lines.join("; ");
}
function contentForm({ archive, entry, list }) {
  const replace = /* @__PURE__ */ new Map();
  if (entry) replace.set(entry, void 0);
  const counted = list && countedEntry(archive, list);
  if (counted) replace.set(list.entry, counted);
  return replace.size > 0 ? editArchive(archive, { replace }) : [];
}
var HEADERS = 1 << 10;
function checkCounts({ entries, directoryAt, base, end64 }, entry, size) {
  const count2 = entries.length + (entry ? 0 : 1);
  const fits4 = count2 < IN_ZIP64_16 && directoryAt - base + size + HEADERS < IN_ZIP64_32;
  if (!end64 && !fits4)
    throw new CodecError(
      "TOO_LARGE",
      "with one more entry the archive would need ZIP64, which not every program that reads it now can read"
    );
}
function insert(file, mark2, { corrupt: corrupt3 }) {
  const { archive, extension, entry, refused, list, signature } = file;
  checkSignature2(archive, signature, extension, entry);
  if (refused) throw refused;
  if (corrupt3 !== void 0)
    throw new CodecError("CORRUPT", `${corrupt3} is corrupt: its content does not match its CRC-32`);
  if (contents(archive.entries).every(({ path }) => isDirectory(path)))
    throw new CodecError("EMPTY", "the archive has no files");
  if (!entry) checkRoot(archive);
  checkCounts(archive, entry, mark2.length);
  if (extension === "whl" && !list)
    throw new CodecError("MALFORMED", "the wheel has no RECORD, or one of over 4 MB");
  return putIn(file, mark2, list && listMark(archive, list, mark2));
}

// packages/core/src/formats/index.ts
var inner = [elf, machO, gguf, safeTensors, pythonBytecode, text];
var zip = zipOver(inner);
var codecsInside = [zip, ...inner];
var codecs = [
  elf,
  machO,
  pe,
  wasm,
  gguf,
  safeTensors,
  zip,
  npmTarball,
  pythonBytecode,
  x509,
  text,
  sidecar
];
function codecFor(candidate, options = {}) {
  return claimedBy(codecs, candidate, options);
}

// packages/core/src/mark/inspect.ts
async function inspect(candidate, codec, options) {
  return withNamedErrors(codec, async () => {
    const artifact = await codec.read(candidate, options);
    const hash = artifact.hash ? await artifact.hash() : hashSpliced(candidate.source, artifact.normalForm);
    return { artifact, hash, chalkId: chalkId(hash) };
  });
}
async function judge({ artifact, hash, chalkId: chalkId2 }, source) {
  const { mark: mark2, uncheckable, remade } = artifact;
  if (!mark2) return void 0;
  if (mark2.broken !== void 0) return { valid: false, errors: [`mark was changed: ${mark2.broken}`] };
  if (mark2.extended) return { valid: false, errors: [EXTENDED] };
  if (isOfArchive(mark2.dict) && !artifact.hash) return { valid: false, errors: [OF_ARCHIVE] };
  const check = (id) => validate(mark2.dict, id, sha2562, mark2);
  const other2 = mark2.dict.CHALK_ID === chalkId2 ? void 0 : await fittingHash(artifact, mark2.dict);
  const { valid, errors } = check(other2 ? mark2.dict.CHALK_ID : chalkId2);
  if (!valid && uncheckable !== void 0 && check().valid) return { valid: void 0, errors: [uncheckable] };
  const otherHash = hashChange(mark2.dict, other2?.hash ?? hash);
  if (valid && otherHash !== void 0) errors.push(otherHash);
  const change2 = await contentChange(mark2.dict, artifact, source);
  if (change2 !== void 0 && remade === void 0) errors.push(change2);
  const isNamed = remade !== void 0 && (change2 !== void 0 || mark2.dict[CONTENT_HASH] === void 0);
  const isShort = mark2.dict.HASH === void 0 && mark2.dict[CONTENT_HASH] === void 0;
  const uncovered = [...other2?.uncovered ?? [], ...isNamed ? [remade] : [], ...isShort ? [SHORT] : []];
  return { valid: errors.length === 0, errors, ...uncovered.length > 0 && { uncovered } };
}
async function fittingHash({ otherHashes: otherHashes2 = [] }, { HASH: HASH5, CHALK_ID }) {
  for (const rule of otherHashes2) {
    const other2 = await rule();
    if (other2 && chalkId(other2.hash) === CHALK_ID && (HASH5 === void 0 || HASH5 === other2.hash))
      return other2;
  }
  return void 0;
}
var SHORT = "more than 49 bits of the hash of its content, since it holds no HASH";
function hashChange({ HASH: HASH5 }, computed) {
  if (HASH5 === void 0 || HASH5 === computed) return void 0;
  return `artifact was changed after marking: HASH says ${typeof HASH5 === "string" ? HASH5 : "no text"}, content gives ${computed}`;
}
function isOfArchive({ ARTIFACT_TYPE: type }) {
  return typeof type === "string" && ZIP_TYPES.has(type);
}
var OF_ARCHIVE = "mark was moved: it is one of a ZIP archive, and this is none";
var EXTENDED = "artifact was changed after marking: the mark does not cover what stands behind it; or several files were put together";
async function contentChange(mark2, artifact, source) {
  const found2 = mark2[CONTENT_HASH];
  if (found2 === void 0) return void 0;
  const computed = await contentHash(artifact, source);
  if (computed === void 0 || found2 === computed) return void 0;
  return `artifact was changed after marking: ${CONTENT_HASH} says ${found2}, content gives ${computed}`;
}
async function contentHash(artifact, source) {
  const form = await artifact.contentForm?.();
  return form && hashSpliced(source, form);
}
async function withNamedErrors(codec, work) {
  try {
    return await work();
  } catch (error) {
    throw namedError(codec, error);
  }
}
function namedError(codec, error) {
  if (error instanceof CodecError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new CodecError("CODEC_BUG", `the ${codec.name} codec failed: ${reason}`);
}

// test/fuzz/random.ts
function randomFor(seed, number) {
  let state = Math.imul(seed ^ 2654435769, 2246822507) ^ Math.imul(number + 1, 3266489909);
  function next3() {
    state = state + 1831565813 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  }
  const below = (limit) => Math.floor(next3() * limit);
  return { below, oneIn: (times) => below(times) === 0, pick: (items) => items[below(items.length)] };
}

// test/fuzz/soundness/run.ts
init_browser();

// test/fuzz/marks.ts
import { createHash as createHash6 } from "node:crypto";
var sha2563 = (bytes) => createHash6("sha256").update(bytes).digest();
function markFor(hash, keys = {}) {
  const dict = { MAGIC, CHALK_ID: chalkId(hash), CHALK_VERSION: "1.1.3", HASH: hash, ...keys };
  return Buffer.from(encodeMark(sealMark(dict, sha2563)));
}
var opening = `{"MAGIC":"${MAGIC}"`;
var other = markFor("0".repeat(64)).toString();
var HOSTILE_MARKS = [
  `{ "MAGIC" : "${MAGIC}" }`,
  other,
  `
# ${other}
`,
  `
// ${other}
`,
  `<!-- ${other} -->`,
  `/* ${other} */`,
  opening,
  `${opening},"a":`.repeat(40),
  `${opening},"a":[${other},`.repeat(3),
  `${opening},"a":"`,
  `${opening},"CHALK_ID":1,"CHALK_VERSION":[],"HASH":{},"METADATA_ID":null}`,
  `${opening},"CHALK_ID":"","__proto__":{"x":1},"constructor":"y","toString":0}`,
  `${opening},"TIMESTAMP_WHEN_CHALKED":-9223372036854775808,"a":1e999,"b":-0.0}`,
  `${opening},"TIMESTAMP_WHEN_CHALKED":9223372036854775807}`,
  `${opening},"TIMESTAMP_WHEN_CHALKED":9007199254740991}`,
  `${opening},"a":${"[".repeat(200)}${"]".repeat(200)}}`,
  `${opening},"a":${"9".repeat(5e3)}}`,
  `${opening},"a":"\\ud800\\u0000*/ --> </script> ?>"}`,
  `${opening},"EMBEDDED_CHALK":[${other},${other}]}`,
  `${opening}}${" ".repeat(3e3)}`
].map((text2) => Buffer.from(text2));

// test/fuzz/mutate.ts
var MAX_SIZE2 = 1 << 18;
function mutated(base, random, files) {
  let bytes = Buffer.from(base.bytes);
  const steps = [];
  for (let i = random.below(5); i > 0; i--) {
    const { name, apply } = random.pick(MUTATIONS);
    const result = apply(bytes, random, files);
    if (result.length > Math.max(MAX_SIZE2, base.bytes.length * 2)) continue;
    bytes = result;
    steps.push(name);
  }
  return { bytes, steps };
}
var MUTATIONS = [
  { name: "truncate", apply: (bytes, random) => bytes.subarray(0, place(bytes, random)) },
  { name: "behead", apply: (bytes, random) => bytes.subarray(place(bytes, random)) },
  { name: "flip", apply: flip },
  { name: "integer", apply: setInteger },
  { name: "integer", apply: setInteger },
  { name: "digits", apply: setDigits },
  {
    name: "varint",
    apply: (bytes, random) => overwrite2(bytes, place(bytes, random), VARINT.subarray(random.below(9)))
  },
  { name: "splice", apply: spliceOther },
  { name: "duplicate", apply: duplicate },
  { name: "overlap", apply: overlap },
  { name: "delete", apply: (bytes, random) => cut2(bytes, range2(bytes, random), Buffer.alloc(0)) },
  { name: "repeat", apply: repeat },
  { name: "mark", apply: insertMark },
  { name: "remark", apply: replaceMark },
  { name: "append", apply: append },
  { name: "characters", apply: insertText }
];
function place(bytes, random) {
  const { length } = bytes;
  const kind = random.below(6);
  if (kind > 3) return dense(bytes, random.below(length + 1));
  if (kind === 0) return Math.min(length, random.below(64));
  if (kind === 1) return Math.max(0, length - random.below(64));
  if (kind === 2) return Math.min(length, random.below(length + 1) & ~7);
  return random.below(length + 1);
}
function dense(bytes, at) {
  for (let from = at & ~3; from + 4 <= bytes.length; from += 4)
    if (bytes.readUInt32LE(from) !== 0) return from;
  return at;
}
function range2(bytes, random) {
  const from = place(bytes, random);
  const longest = random.pick([4, 64, 1024, 1 << 16]);
  return { from, to: Math.min(bytes.length, from + 1 + random.below(longest)) };
}
function cut2(bytes, { from, to }, insert2) {
  return Buffer.concat([bytes.subarray(0, from), insert2, bytes.subarray(to)]);
}
function overwrite2(bytes, at, by) {
  const result = Buffer.from(bytes);
  result.set(by.subarray(0, Math.max(0, result.length - at)), at);
  return result;
}
function flip(bytes, random) {
  const result = Buffer.from(bytes);
  for (let i = random.below(8); i >= 0 && result.length > 0; i--)
    result[Math.min(place(bytes, random), result.length - 1)] ^= 1 << random.below(8);
  return result;
}
var INTEGERS = [
  0n,
  1n,
  2n,
  -1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x10000n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x100000000n,
  2n ** 53n,
  2n ** 62n,
  2n ** 63n - 1n,
  2n ** 63n
];
function setInteger(bytes, random) {
  const size = BigInt(bytes.length);
  const near2 = BigInt(random.below(5) - 2);
  const value = random.pick([...INTEGERS, size, size / 2n, BigInt(random.below(bytes.length + 1))]) + near2;
  const field2 = Buffer.alloc(8);
  field2.writeBigUInt64LE(BigInt.asUintN(64, value));
  const width = random.pick([1, 2, 4, 4, 8, 8]);
  const narrow = field2.subarray(0, width);
  return overwrite2(bytes, place(bytes, random), random.oneIn(3) ? narrow.reverse() : narrow);
}
function setDigits(bytes, random) {
  const start = place(bytes, random);
  const at = bytes.subarray(start).findIndex((byte) => byte >= 48 && byte <= 57);
  const digits = random.pick(["77777777777", "-1", "00000000000", "1e999", "9", "18446744073709551616"]);
  return at < 0 ? bytes : overwrite2(bytes, start + at, Buffer.from(digits));
}
var VARINT = Buffer.from("ffffffffffffffff7f", "hex");
function spliceOther(bytes, random, files) {
  const other2 = random.pick(files).bytes;
  const { from, to } = range2(other2, random);
  return cut2(bytes, range2(bytes, random), other2.subarray(from, to));
}
function duplicate(bytes, random) {
  const { from, to } = range2(bytes, random);
  const at = random.oneIn(2) ? to : place(bytes, random);
  return cut2(bytes, { from: at, to: at }, bytes.subarray(from, to));
}
function overlap(bytes, random) {
  const { from, to } = range2(bytes, random);
  return overwrite2(bytes, place(bytes, random), Buffer.from(bytes.subarray(from, to)));
}
function repeat(bytes, random) {
  const { from, to } = range2(bytes, random);
  const part = bytes.subarray(from, Math.min(to, from + 256));
  const count2 = random.pick([2, 16, 300, 5e3]);
  if (part.length * count2 > MAX_SIZE2) return bytes;
  return cut2(bytes, { from: to, to }, Buffer.concat(new Array(count2).fill(part)));
}
function insertMark(bytes, random) {
  const at = place(bytes, random);
  return cut2(
    bytes,
    { from: at, to: random.oneIn(2) ? at : range2(bytes, random).to },
    random.pick(HOSTILE_MARKS)
  );
}
function replaceMark(bytes, random) {
  const from = bytes.indexOf('{ "MAGIC"');
  if (from < 0) return insertMark(bytes, random);
  const end = bytes.indexOf('" }', from);
  const to = end < 0 ? bytes.length : end + 3;
  const mark2 = random.pick(HOSTILE_MARKS);
  const fits4 = mark2.length <= to - from;
  return random.oneIn(2) && fits4 ? cut2(bytes, { from, to }, Buffer.concat([mark2, Buffer.alloc(to - from - mark2.length, " ")])) : cut2(bytes, { from, to }, mark2);
}
function append(bytes, random, files) {
  const tail = random.oneIn(2) ? random.pick(HOSTILE_MARKS) : random.pick(files).bytes;
  return random.oneIn(4) ? Buffer.concat([tail, bytes]) : Buffer.concat([bytes, tail]);
}
var CHARACTERS = [
  "\n",
  "\r",
  "\r\n",
  "\0",
  "\uFEFF",
  '"',
  "'",
  "`",
  "\\",
  "/*",
  "*/",
  "<!--",
  "-->",
  "//",
  "#",
  "--",
  "<?php",
  "?>",
  "<<EOF\n",
  "=begin\n",
  '"""',
  "${",
  "}",
  "</script>",
  "<script>",
  "\u2028",
  "# SIG # Begin signature block\n",
  "__END__\n",
  "../",
  "/",
  "chalk.json",
  "../../x",
  "C:\\",
  "\xFF",
  "[",
  "{",
  '"chalk":'
];
function insertText(bytes, random) {
  const at = place(bytes, random);
  return cut2(
    bytes,
    { from: at, to: at },
    Buffer.from(random.pick(CHARACTERS), random.oneIn(4) ? "latin1" : "utf8")
  );
}

// test/fuzz/soundness/changes.ts
var TOKENS = [
  ...[
    "\n",
    "\r",
    "\r\n",
    "\v",
    "\f",
    "\0",
    "",
    "\x85",
    "\u2028",
    "\u2029",
    "\uFEFF",
    " ",
    "	",
    "\\\n",
    "\\"
  ],
  ...[
    "*/",
    "/*",
    "//",
    "#",
    "-->",
    "--!>",
    "<!--",
    "--",
    "?>",
    "<?php",
    "%>",
    "</script>",
    "<script>",
    "`",
    '"',
    "'"
  ],
  ...[
    '"""',
    "'''",
    "\\u000a",
    "\\u002a\\u002f",
    "\\uuu000a",
    "__END__\n",
    "=pod\n",
    "=cut\n",
    "=begin\n",
    "<<A\n",
    "]]",
    "--[["
  ],
  ...[
    "console.log(6)",
    "\nprint(6)\n",
    "\nputs 6\n",
    "\necho 6\n",
    "<p>6</p>",
    "<x/>",
    "*/ b{color:blue} /*",
    "\n6",
    ";6",
    "0;"
  ],
  ...[
    "# coding: latin-1\n",
    "#!/bin/sh\n",
    '"X" : 1, ',
    "\xA0",
    "\uD800",
    "{ ",
    " }",
    "PK",
    "PK"
  ]
];
function change(base, random, files) {
  const { bytes } = base;
  const start = bytes.indexOf('{ "MAGIC"');
  const end = start < 0 ? -1 : bytes.indexOf('" }', start) + 3;
  const kind = start < 0 ? random.below(2) : random.below(8);
  switch (kind) {
    case 0: {
      const { bytes: changed, steps } = mutated(base, random, files);
      return { name: steps.join(" "), bytes: changed };
    }
    case 1:
      return put2("byte", bytes, near(bytes, start, end, random), 1, Buffer.of(random.below(256)));
    case 2:
      return put2("token near the mark", bytes, near(bytes, start, end, random), 0, token2(random));
    case 3:
      return put2(
        "token in the mark",
        bytes,
        start + random.below(end - start),
        random.below(3),
        token2(random)
      );
    case 4:
      return put2("escape", bytes, ...escaped3(bytes, start, end, random));
    case 5:
      return put2(
        "delete near the mark",
        bytes,
        near(bytes, start, end, random),
        1 + random.below(6),
        Buffer.alloc(0)
      );
    case 6:
      return moved(bytes, start, end, random);
    default:
      return field(bytes, start, end, random);
  }
}
function put2(name, bytes, at, remove, insert2) {
  return { name, bytes: Buffer.concat([bytes.subarray(0, at), insert2, bytes.subarray(at + remove)]) };
}
function token2(random) {
  return Buffer.from(random.pick(TOKENS), random.oneIn(8) ? "latin1" : "utf8");
}
function near(bytes, start, end, random) {
  const spread = random.pick([4, 16, 64, 256]);
  const around = random.pick([start, end, 0, bytes.length, random.below(bytes.length)]);
  return Math.max(0, Math.min(bytes.length - 1, around - spread + random.below(2 * spread + 1)));
}
function escaped3(bytes, start, end, random) {
  const text2 = bytes.toString("latin1", start, end);
  const spelt = /\\u([0-9a-f]{4})|\\(.)/g;
  spelt.lastIndex = random.below(text2.length);
  const found2 = random.oneIn(2) ? spelt.exec(text2) : null;
  if (found2) {
    const character = found2[1] ? String.fromCharCode(Number.parseInt(found2[1], 16)) : JSON.parse(`"${found2[0]}"`);
    return [start + found2.index, found2[0].length, Buffer.from(character)];
  }
  const at = random.below(text2.length);
  const code = text2.charCodeAt(at).toString(16).padStart(4, "0");
  return [start + at, 1, Buffer.from(`\\u${random.oneIn(2) ? code : code.toUpperCase()}`)];
}
function moved(bytes, start, end, random) {
  const from = random.oneIn(2) ? start : Math.max(0, bytes.lastIndexOf("\n", start) + 1);
  const newline = bytes.indexOf("\n", end);
  const to = from === start || newline < 0 ? end : newline + 1;
  const part = bytes.subarray(from, to);
  const rest = random.oneIn(3) ? bytes : Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  const lines = [0, ...[...rest.keys()].filter((at) => rest[at - 1] === 10), rest.length];
  return put2("move", rest, random.oneIn(2) ? random.pick(lines) : random.below(rest.length), 0, part);
}
function field(bytes, start, end, random) {
  const at = near(bytes, start, end, random);
  const result = Buffer.from(bytes);
  result[at] = result[at] + random.pick([1, -1, 2, 8, 16, 32, 64, 128]) & 255;
  return { name: "field", bytes: result };
}

// test/fuzz/soundness/observers.ts
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as join2 } from "node:path";
async function observe(kind, name, bytes) {
  const folder = mkdtempSync(join2(tmpdir(), "chalkmark-sound-"));
  const seen = /* @__PURE__ */ new Map();
  try {
    const path = join2(folder, name);
    writeFileSync(path, bytes, { mode: 493 });
    for (const [observer, look] of Object.entries(OBSERVERS[kind] ?? {}))
      seen.set(observer, (await look(path, bytes)).replaceAll(folder, ""));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return seen;
}
var run = (command, ...args) => (path) => {
  const { status, signal, stdout, stderr, error } = spawnSync(command, [...args, path], {
    encoding: "latin1",
    timeout: 6e4,
    input: "",
    cwd: join2(path, "..")
  });
  if (error && "code" in error && error.code === "ENOENT") return "not installed";
  return `${status} ${signal}
${stdout}
${status === 0 ? "" : stderr.replace(/line \d+|:\d+/g, "")}`;
};
var python = (program) => run("python3", "-c", program);
var ZIP_IN_PYTHON = `
import sys, zipfile, hashlib
z = zipfile.ZipFile(sys.argv[1])
for i in z.infolist():
    if i.filename == 'chalk.json': print('mark'); continue
    print(i.filename, i.external_attr, i.create_system, i.date_time, i.comment, i.extra, i.compress_type, i.flag_bits, i.internal_attr)
    try: print(hashlib.sha256(z.read(i)).hexdigest())
    except Exception as e: print(type(e))
print(z.comment, open(sys.argv[1], 'rb').read(64)[:20])
`;
var TAR_IN_PYTHON = `
import sys, tarfile, hashlib
t = tarfile.open(sys.argv[1])
for m in t:
    if m.name == 'package/chalk.json' and m.isreg(): print('mark'); continue
    print(m.name, m.size, m.mode, m.type, m.linkname, m.mtime, m.uid, m.gid, m.uname, m.pax_headers)
    f = t.extractfile(m) if m.isreg() else None
    if f: print(hashlib.sha256(f.read()).hexdigest())
`;
var TAR_BY_GNU = `
import sys, subprocess, hashlib
r = subprocess.run(['tar', '-tvf', sys.argv[1]], capture_output=True)
print(r.returncode, [l for l in r.stdout.decode('latin1').splitlines() if not l.endswith(' package/chalk.json')])
print(hashlib.sha256(subprocess.run(['tar', '--exclude=package/chalk.json', '-xOf', sys.argv[1]], capture_output=True).stdout).hexdigest())
`;
var UNZIP = `
import sys, subprocess, hashlib, os, tempfile
d = tempfile.mkdtemp(dir=os.path.dirname(sys.argv[1]))
r = subprocess.run([*sys.argv[2:], sys.argv[1]] if sys.argv[2:] else ['unzip', '-qq', '-o', sys.argv[1], '-d', d], capture_output=True, stdin=subprocess.DEVNULL)
print(r.returncode)
for b, ds, fs in sorted(os.walk(d)):
    for n in sorted(ds + fs):
        p = os.path.join(b, n); s = os.lstat(p); q = os.path.relpath(p, d)
        if q == 'chalk.json': continue
        print(q, oct(s.st_mode), os.readlink(p) if os.path.islink(p) else hashlib.sha256(open(p, 'rb').read()).hexdigest() if os.path.isfile(p) else '')
`;
var GGUF = `
import sys, struct, hashlib
d = open(sys.argv[1], 'rb').read(); at = 24
S = {0:1,1:1,2:2,3:2,4:4,5:4,6:4,7:1,10:8,11:8,12:8}
def u(n):
    global at
    v = int.from_bytes(d[at:at+n], 'little'); at += n; return v
def s():
    global at
    n = u(8); v = d[at:at+n]; at += n; return v
def v(t):
    global at
    if t == 8: return s()
    if t == 9:
        e, n = u(4), u(8)
        return [v(e) for _ in range(n)]
    w = d[at:at+S[t]]; at += S[t]; return w
nt, nk = struct.unpack('<QQ', d[8:24]); align = 32
for _ in range(nk):
    k = s(); x = v(u(4))
    if k == b'general.alignment': align = int.from_bytes(x, 'little')
    if b'chalk' not in k: print(k, x)
ts = []
for _ in range(nt):
    n = s(); dims = [u(8) for _ in range(u(4))]; ts.append((n, dims, u(4), u(8)))
base = (at + align - 1) // align * align
print(d[:8], ts, hashlib.sha256(d[base:]).hexdigest())
`;
var SAFETENSORS = `
import sys, json, hashlib
d = open(sys.argv[1], 'rb').read(); n = int.from_bytes(d[:8], 'little'); h = json.loads(d[8:8+n])
m = h.get('__metadata__')
if isinstance(m, dict): m.pop('chalk', None) or m.pop('chalk_mark', None)
if not m: h.pop('__metadata__', None)
print(sorted((k, json.dumps(v)) for k, v in h.items()), hashlib.sha256(d[8+n:]).hexdigest())
`;
var PYC = `
import sys, marshal
def show(c):
    return (c.co_name, c.co_code.hex(), c.co_names, c.co_varnames, [show(k) if hasattr(k, 'co_code') else repr(k) for k in c.co_consts])
d = open(sys.argv[1], 'rb').read(); print(d[:16].hex(), show(marshal.loads(d[16:])))
`;
var { WebAssembly } = globalThis;
async function wasm2(_, bytes) {
  try {
    const module = await WebAssembly.compile(new Uint8Array(bytes));
    const custom = ["note", "name", "producers"].map(
      (name) => WebAssembly.Module.customSections(module, name).map((section) => Buffer.from(section).toString("hex"))
    );
    return JSON.stringify([
      WebAssembly.Module.exports(module),
      WebAssembly.Module.imports(module),
      WebAssembly.Module.customSections(module, "chalk.mark").length,
      custom
    ]);
  } catch (error) {
    return `refused: ${error.name}`;
  }
}
var bundled = (loader) => async (_, bytes) => {
  const { transform } = await import("esbuild");
  try {
    const { code } = await transform(bytes, { loader, legalComments: "none", logLevel: "silent" });
    return code;
  } catch {
    return "refused";
  }
};
var parsed = (type) => async (_, bytes) => {
  const { page: page2 } = await Promise.resolve().then(() => (init_browser(), browser_exports));
  return page2(bytes, type);
};
var OBSERVERS = {
  js: { node: run(process.execPath), esbuild: bundled("js") },
  ts: { esbuild: bundled("ts") },
  css: { esbuild: bundled("css"), chromium: parsed("text/css") },
  html: { chromium: parsed("text/html") },
  xml: {
    expat: python("import sys, xml.etree.ElementTree as e; print(e.canonicalize(from_file=sys.argv[1]))"),
    chromium: parsed("image/svg+xml")
  },
  python: {
    run: run("python3"),
    ast: python("import sys, ast; print(ast.dump(ast.parse(open(sys.argv[1], 'rb').read())))")
  },
  sh: { dash: run("dash"), bash: run("bash") },
  perl: { perl: run("perl") },
  ruby: { ruby: run("ruby") },
  php: { php: run("php") },
  lua: { lua: run("lua5.4") },
  tcl: { tclsh: run("tclsh") },
  java: { java: run("java", "--source", "17") },
  wasm: { node: wasm2 },
  pyc: { marshal: python(PYC) },
  zip: { python: python(ZIP_IN_PYTHON), unzip: python(UNZIP) },
  tar: { python: python(TAR_IN_PYTHON), tar: python(TAR_BY_GNU) },
  elf: { run: (path, bytes) => run(path)(path, bytes), readelf: run("readelf", "-hlWd") },
  gguf: { python: python(GGUF) },
  safetensors: { python: python(SAFETENSORS) },
  pe: { objdump: run("objdump", "-p") }
};

// test/fuzz/corpus.ts
import { existsSync as existsSync2, readdirSync, readFileSync } from "node:fs";
import { join as join3 } from "node:path";

// test/fuzz/formats.ts
import { gzipSync } from "node:zlib";

// packages/core/test/formats/mach-o-reader.ts
import { createHash as createHash7 } from "node:crypto";
var LINKEDIT = "__LINKEDIT";
function commandsOf2(file) {
  const commands = [];
  let offset = 32;
  while (commands.length < file.readUInt32LE(16)) {
    commands.push({ cmd: file.readUInt32LE(offset), offset, size: file.readUInt32LE(offset + 4) });
    offset += file.readUInt32LE(offset + 4);
  }
  if (offset !== 32 + file.readUInt32LE(20)) throw new Error("ncmds and sizeofcmds disagree");
  return commands;
}
function linkedit(file) {
  for (const { cmd, offset } of commandsOf2(file)) {
    if (cmd !== 25 || !file.subarray(offset + 8, offset + 24).toString().startsWith(LINKEDIT))
      continue;
    const [vmsize, fileoff, filesize] = [32, 40, 48].map((at) => Number(file.readBigUInt64LE(offset + at)));
    return { offset, vmsize, fileoff, filesize };
  }
  throw new Error("no __LINKEDIT");
}
function digest(hashType, bytes) {
  if (hashType === 1) return createHash7("sha1").update(bytes).digest("hex");
  if (hashType === 2) return createHash7("sha256").update(bytes).digest("hex");
  throw new Error(`hash type ${hashType}`);
}
function blob(magic, contents2) {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(magic, 0);
  head.writeUInt32BE(8 + contents2.length, 4);
  return Buffer.concat([head, contents2]);
}
var requirements = blob(4208856065, Buffer.alloc(4));
var entitlements = blob(4208882033, Buffer.from("<plist><dict><key>jit</key><true/></dict></plist>"));
var entitlementsDer = blob(4208882034, Buffer.from("70080201013003", "hex"));
var emptyCms = blob(4208855809, Buffer.alloc(0));
var someCms = blob(4208855809, Buffer.from("a certificate, perhaps"));
function signLikeCodesign(unsigned, { cms = emptyCms, flags = 2 } = {}) {
  const dataoff = Math.ceil(unsigned.length / 16) * 16;
  const others = /* @__PURE__ */ new Map([
    [2, requirements],
    [5, entitlements],
    [7, entitlementsDer]
  ]);
  const identifier = Buffer.from("com.example.tool\0TEAMID1234\0");
  const directory = (hashType, hashSize, code2) => {
    const page2 = 4096;
    const slots = Math.ceil(dataoff / page2);
    const head = Buffer.alloc(88);
    const hashOffset = 88 + identifier.length + 7 * hashSize;
    for (const [at, value] of [
      [8, 132096],
      [12, flags],
      [16, hashOffset],
      [20, 88],
      [24, 7],
      [28, slots],
      [32, dataoff],
      [48, 88 + 17]
    ]) {
      head.writeUInt32BE(value, at);
    }
    head.set([hashSize, hashType, 0, 12], 36);
    const hashes = [7, 6, 5, 4, 3, 2, 1].map(
      (slot) => others.has(slot) ? Buffer.from(digest(hashType, others.get(slot)), "hex") : Buffer.alloc(hashSize)
    );
    for (let i = 0; i < slots; i++) {
      hashes.push(Buffer.from(digest(hashType, code2.subarray(i * page2, (i + 1) * page2)), "hex"));
    }
    return blob(4208856066, Buffer.concat([head, identifier, ...hashes]).subarray(8));
  };
  const layout = (code2) => {
    const blobs = [
      [0, directory(1, 20, code2)],
      ...others,
      [4096, directory(2, 32, code2)],
      [65536, cms]
    ];
    const index2 = Buffer.alloc(4 + blobs.length * 8);
    index2.writeUInt32BE(blobs.length, 0);
    let at = 12 + blobs.length * 8;
    blobs.forEach(([slot, bytes], i) => {
      index2.writeUInt32BE(slot, 4 + i * 8);
      index2.writeUInt32BE(at, 8 + i * 8);
      at += bytes.length;
    });
    return blob(4208856256, Buffer.concat([index2, ...blobs.map(([, bytes]) => bytes)]));
  };
  const code = Buffer.concat([unsigned, Buffer.alloc(dataoff - unsigned.length)]);
  const datasize = Math.ceil(layout(code).length / 16) * 16 + 4096;
  const end = 32 + code.readUInt32LE(20);
  code.writeUInt32LE(code.readUInt32LE(16) + 1, 16);
  code.writeUInt32LE(code.readUInt32LE(20) + 16, 20);
  for (const [i, value] of [29, 16, dataoff, datasize].entries()) code.writeUInt32LE(value, end + i * 4);
  const { offset, fileoff } = linkedit(unsigned);
  const filesize = dataoff + datasize - fileoff;
  code.writeBigUInt64LE(BigInt(filesize), offset + 48);
  code.writeBigUInt64LE(BigInt(Math.ceil(filesize / 16384) * 16384), offset + 32);
  const signature = layout(code);
  return Buffer.concat([code, signature, Buffer.alloc(datasize - signature.length)]);
}
function lipo(slices, wide = false) {
  const entry = wide ? 32 : 20;
  const head = Buffer.alloc(8 + slices.length * entry);
  head.writeUInt32BE(wide ? 3405691583 : 3405691582, 0);
  head.writeUInt32BE(slices.length, 4);
  const parts2 = [head];
  let at = head.length;
  slices.forEach(({ cpuType, align, bytes }, i) => {
    const offset = Math.ceil(at / 2 ** align) * 2 ** align;
    parts2.push(Buffer.alloc(offset - at), bytes);
    at = offset + bytes.length;
    const fields = head.subarray(8 + i * entry);
    fields.writeUInt32BE(cpuType, 0);
    if (wide) {
      fields.writeBigUInt64BE(BigInt(offset), 8);
      fields.writeBigUInt64BE(BigInt(bytes.length), 16);
    } else {
      fields.writeUInt32BE(offset, 8);
      fields.writeUInt32BE(bytes.length, 12);
    }
    fields.writeUInt32BE(align, wide ? 24 : 16);
  });
  return Buffer.concat(parts2);
}

// packages/core/test/formats/zip-writer.ts
import { crc32 as crc325, deflateRawSync as deflateRawSync2 } from "node:zlib";
function writeZip(entries, options = {}) {
  const {
    prefix = new Uint8Array(),
    adjusted = false,
    comment = "",
    zip64End = false,
    gap = new Uint8Array(),
    before = 0
  } = options;
  const parts2 = [prefix];
  const central = [];
  const base = (adjusted ? 0 : prefix.length) - before;
  let at = prefix.length;
  for (const entry of entries) {
    const { local, header } = writeEntry(entry, at - base);
    parts2.push(local);
    central.push(header);
    at += local.length;
  }
  const directory = Buffer.concat(central);
  const offset = at + gap.length - base;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(101010256, 0);
  end.writeUInt16LE(zip64End ? 65535 : entries.length, 8);
  end.writeUInt16LE(zip64End ? 65535 : entries.length, 10);
  end.writeUInt32LE(zip64End ? 4294967295 : directory.length, 12);
  end.writeUInt32LE(zip64End ? 4294967295 : offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  const end64 = zip64End ? endRecords64(entries.length, directory.length, offset) : Buffer.alloc(0);
  return Buffer.concat([...parts2, gap, directory, end64, end, Buffer.from(comment)]);
}
function writeEntry(entry, at) {
  const { path, lies = {}, mode = 420, extra = new Uint8Array(), comment = "", zip64 = false } = entry;
  const content = Buffer.from(entry.content ?? "");
  const deflated = entry.method === 0 ? void 0 : deflateRawSync2(content);
  const method = entry.method ?? (deflated.length < content.length ? 8 : 0);
  const data = method === 8 ? deflated : content;
  const crc = lies.crc ?? crc325(content);
  const packedSize = lies.packedSize ?? data.length;
  const size = lies.size ?? content.length;
  const isUtf84 = /[^\x00-\x7f]/.test(path);
  const flags = (entry.flags ?? 0) | (entry.descriptor ? 8 : 0) | (isUtf84 ? 2048 : 0);
  const name = Buffer.from(path);
  const sizes642 = zip64 ? zip64Extra2(size, packedSize) : Buffer.alloc(0);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(zip64 ? 45 : 20, 0);
  common.writeUInt16LE(flags, 2);
  common.writeUInt16LE(method, 4);
  common.writeUInt16LE(24576, 6);
  common.writeUInt16LE(22694, 8);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(zip64 ? 4294967295 : packedSize, 14);
  common.writeUInt32LE(zip64 ? 4294967295 : size, 18);
  common.writeUInt16LE(name.length, 22);
  common.writeUInt16LE(extra.length + sizes642.length, 24);
  const localCommon = Buffer.from(common);
  if (entry.descriptor) localCommon.fill(0, 10, 22);
  if (lies.localCrc !== void 0) localCommon.writeUInt32LE(lies.localCrc, 10);
  const localExtra = entry.descriptor ? [extra] : [extra, sizes642];
  localCommon.writeUInt16LE(Buffer.concat(localExtra).length, 24);
  const localName = Buffer.from(lies.localPath ?? path);
  localCommon.writeUInt16LE(localName.length, 22);
  const descriptor = entry.descriptor ? writeDescriptor(entry.descriptor, crc, data.length, content.length, zip64) : [];
  const local = Buffer.concat([
    Buffer.from("PK"),
    localCommon,
    localName,
    ...localExtra,
    data,
    ...descriptor
  ]);
  const offset = lies.at ?? at;
  const offset64 = offset > 4294967295 ? zip64Offset(offset) : Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(33639248, 0);
  header.writeUInt16LE(3 << 8 | 30, 4);
  common.copy(header, 6);
  header.writeUInt16LE(Buffer.byteLength(comment), 32);
  header.writeUInt32LE((32768 | mode) << 16 >>> 0, 38);
  header.writeUInt32LE(Math.min(offset, 4294967295), 42);
  header.writeUInt16LE(extra.length + sizes642.length + offset64.length, 30);
  return { local, header: Buffer.concat([header, name, extra, sizes642, offset64, Buffer.from(comment)]) };
}
function writeDescriptor(kind, crc, packed, size, zip64) {
  const fields = Buffer.alloc(zip64 ? 20 : 12);
  fields.writeUInt32LE(crc, 0);
  fields.writeUInt32LE(packed, 4);
  fields.writeUInt32LE(size, zip64 ? 12 : 8);
  return kind === "signed" ? [Buffer.from("PK\x07\b"), fields] : [fields];
}
function zip64Extra2(size, packedSize) {
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(packedSize), 12);
  return extra;
}
function zip64Offset(offset) {
  const extra = Buffer.alloc(12);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(offset), 4);
  return extra;
}
function endRecords64(count2, size, offset) {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(101075792, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  for (const [at, value] of [
    [24, count2],
    [32, count2],
    [40, size],
    [48, offset]
  ])
    record.writeBigUInt64LE(BigInt(value), at);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(117853008, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}

// test/fuzz/formats.ts
var bytesOf = (...parts2) => Buffer.concat(
  parts2.map((part) => typeof part === "number" ? Buffer.of(part) : Buffer.from(part))
);
var u322 = (value) => Buffer.from(new Uint32Array([value]).buffer);
var u642 = (value) => Buffer.from(new BigUint64Array([BigInt(value)]).buffer);
var ENTRIES = [
  { path: "META-INF/", mode: 493 },
  { path: "META-INF/MANIFEST.MF", content: "Manifest-Version: 1.0\r\n\r\n" },
  { path: "a.txt", content: "hello\n".repeat(100), comment: "a comment" },
  { path: "bin/run", content: "#!/bin/sh\necho hi\n", mode: 493, method: 0 },
  { path: "empty", content: "" }
];
function wasm3() {
  const custom = bytesOf(0, 7, 4, "note", 1, 2);
  const code = [
    1,
    6,
    1,
    96,
    1,
    127,
    1,
    127,
    3,
    2,
    1,
    0,
    7,
    5,
    1,
    1,
    102,
    0,
    0,
    10,
    6,
    1,
    4,
    0,
    32,
    0,
    11
  ];
  return bytesOf(0, "asm", u322(1), Buffer.from(code), custom);
}
function ggufModel(tensors) {
  const string2 = (text2) => bytesOf(u642(text2.length), text2);
  const pairs = [
    bytesOf(string2("general.architecture"), u322(8), string2("llama")),
    bytesOf(string2("tokens"), u322(9), u322(8), u642(3), string2("a"), string2(""), string2("bcd")),
    bytesOf(string2("nested"), u322(9), u322(9), u642(1), u322(0), u642(3), Buffer.alloc(3)),
    bytesOf(string2("general.alignment"), u322(4), u322(64))
  ];
  const infos = Array.from(
    { length: tensors },
    (_, i) => bytesOf(string2(`t${i}`), u322(1), u642(8), u322(0), u642(i * 64))
  );
  const head = bytesOf("GGUF", u322(3), u642(tensors), u642(pairs.length), ...pairs, ...infos);
  return bytesOf(head, Buffer.alloc(tensors ? 64 - head.length % 64 : 0), Buffer.alloc(64 * tensors, 7));
}
function safeTensors2(header) {
  const padded2 = header.padEnd(Math.ceil(header.length / 8) * 8);
  return bytesOf(u642(padded2.length), padded2, Buffer.alloc(16, 7));
}
function tar(files) {
  const parts2 = files.map(({ path, content, type = "0" }) => {
    const header = Buffer.alloc(512);
    const size = Buffer.byteLength(content);
    header.write(path, 0, "latin1");
    header.write("0000644\0", 100);
    header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
    header.write("00000000000\0", 136);
    header.write(`        ${type}`, 148);
    header.write("ustar\x0000", 257, "latin1");
    const sum2 = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum2.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    return bytesOf(header, content, Buffer.alloc((512 - size % 512) % 512));
  });
  return bytesOf(...parts2, Buffer.alloc(1024));
}
var TARBALL = tar([
  { path: "package/package.json", content: '{"name":"a","version":"1.0.0"}' },
  { path: "package/x", type: "x", content: "25 path=package/long/name\n" },
  { path: "package/short", content: "module.exports = 1\n" }
]);
var CERTIFICATE = "MIIB8DCCAZagAwIBAgIUJsy33OUxJKYafK+CfLsDOCTmAjwwCgYIKoZIzj0EAwIwNTELMAkGA1UEBhMCREUxEDAOBgNVBAoMB0V4YW1wbGUxFDASBgNVBAMMC2V4YW1wbGUub3JnMCAXDTI2MTEyMjA2NDc1MFoYDzIxMjYxMDI5MDY0NzUwWjA1MQswCQYDVQQGEwJERTEQMA4GA1UECgwHRXhhbXBsZTEUMBIGA1UEAwwLZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATeiSL6iVKJH6U1RvDksLzA3jrwrtqT+heQnKqrDKcw1XgN7m6z85JhnX9kq/zGral7NeYbTZbdMzqzWDfTPsEHo4GBMH8wHQYDVR0OBBYEFKrtnMo8hR+QWoOTIBuhbskkP/HEMB8GA1UdIwQYMBaAFKrtnMo8hR+QWoOTIBuhbskkP/HEMA8GA1UdEwEB/wQFMAMBAf8wHAYDVR0RBBUwE4ILZXhhbXBsZS5vcmeHBH8AAAEwDgYDVR0PAQH/BAQDAgeAMAoGCCqGSM49BAMCA0gAMEUCIQC8BZCJzSxhZQJ5pbZtIoIij6KaZJSd3MZ4d/ICwp5KKwIgOUjj4/f2OGFf/pvi5Pg/5hfGMqAmsAyxIx4tRO1W/KA=";
var zips = () => [
  { name: "a.jar", bytes: writeZip(ENTRIES) },
  { name: "prefix.zip", bytes: writeZip(ENTRIES, { prefix: Buffer.from("#!/bin/sh\n"), adjusted: true }) },
  { name: "zip64.zip", bytes: writeZip([{ path: "a", content: "x", zip64: true }], { zip64End: true }) },
  {
    name: "descriptors.zip",
    bytes: writeZip(
      ENTRIES.map((entry) => ({ ...entry, descriptor: "signed" })),
      { comment: "comment" }
    )
  },
  {
    name: "a-1.0-py3-none-any.whl",
    bytes: writeZip([
      { path: "a/__init__.py", content: "" },
      { path: "a-1.0.dist-info/RECORD", content: "a/__init__.py,,0\na-1.0.dist-info/RECORD,,\n" }
    ])
  },
  {
    name: "outer.war",
    bytes: writeZip([
      { path: "WEB-INF/lib/inner.jar", content: writeZip(ENTRIES), method: 0 },
      { path: "run.py", content: "#!/usr/bin/env python3\nprint(1)\n" }
    ])
  },
  {
    name: "signed.jar",
    bytes: writeZip([...ENTRIES, { path: "META-INF/A.SF", content: "Signature-Version: 1.0" }])
  },
  { name: "slip.zip", bytes: writeZip([{ path: "../../etc/passwd", content: "x" }]) },
  {
    name: "overlap.zip",
    bytes: writeZip([
      { path: "a", content: "x" },
      { path: "b", content: "x", lies: { at: 0 } }
    ])
  },
  { name: "bomb.zip", bytes: writeZip([{ path: "a", content: Buffer.alloc(65 << 20) }]) },
  {
    name: "lying.zip",
    bytes: writeZip([{ path: "run.sh", content: Buffer.alloc(8 << 20), lies: { size: 9 } }])
  },
  { name: "modest.zip", bytes: writeZip([{ path: "a.sh", content: Buffer.alloc(1 << 20, "#\n") }]) }
];
function generated(dylib) {
  const certificate = Buffer.from(CERTIFICATE, "base64");
  const pem = `-----BEGIN CERTIFICATE-----
${CERTIFICATE.replace(/.{64}/g, "$&\n")}
-----END CERTIFICATE-----
`;
  return [
    ...zips(),
    { name: "a-1.0.0.tgz", bytes: gzipSync(TARBALL) },
    { name: "bomb-1.0.0.tgz", bytes: gzipSync(bytesOf(TARBALL.subarray(0, -1024), Buffer.alloc(70 << 20))) },
    { name: "a.wasm", bytes: wasm3() },
    { name: "b.gguf", bytes: ggufModel(2) },
    { name: "c.gguf", bytes: ggufModel(0) },
    {
      name: "b.safetensors",
      bytes: safeTensors2(
        '{"__metadata__":{"format":"pt"},"t":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}'
      )
    },
    { name: "c.safetensors", bytes: safeTensors2('{"t":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}') },
    {
      name: "a.pyc",
      bytes: bytesOf(Buffer.of(203, 13, 13, 10), Buffer.alloc(12), Buffer.from("e3000000", "hex"))
    },
    { name: "a.pem", bytes: Buffer.from(pem) },
    { name: "a.der", bytes: certificate },
    { name: "signed.dylib", bytes: signLikeCodesign(dylib) },
    {
      name: "fat64.dylib",
      bytes: lipo(
        [
          { cpuType: 16777223, align: 12, bytes: dylib },
          { cpuType: 16777228, align: 14, bytes: signLikeCodesign(dylib) }
        ],
        true
      )
    },
    {
      name: "fat.dylib",
      bytes: lipo([16777223, 16777228].map((cpuType) => ({ cpuType, align: 14, bytes: dylib })))
    }
  ];
}

// test/fuzz/corpus.ts
function corpus(folder) {
  const vectors = filesIn(join3(folder, "vectors/files"));
  const dylib = vectors.find(({ name }) => name === "macho-x86_64.dylib").bytes;
  return [
    ...vectors.map(({ name, bytes }) => ({ name: name.replace(/\.(marked|deleted)$/, ""), bytes })),
    ...filesIn(join3(folder, "vectors/signed")).map(({ name, bytes }) => ({
      name: name.replace(/\.marked$/, ""),
      bytes
    })),
    ...filesIn(join3(folder, "vectors/text")),
    ...filesIn(join3(folder, "fixtures/pe")),
    ...generated(dylib),
    ...texts()
  ];
}
function filesIn(folder) {
  if (!existsSync2(folder)) return [];
  return readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join3(folder, name)) }));
}
var BODY = {
  javascript: 'const a = `x${1}` // y\n/* z */ export const r = /[/*]/.test("//")\n//# sourceMappingURL=a.js.map\n',
  css: '@charset "utf-8";\na { b: url(x) }\n/*# sourceMappingURL=a.css.map */',
  html: '<!doctype html><title>a</title><script>let a = "<!--"</script><pre>\n</pre>\n',
  xml: '<?xml version="1.0"?><svg xmlns="x"><!-- a --><![CDATA[ ]]></svg>',
  markdown: "# a\n\n```js\nlet a\n```\n\n- b <!-- c -->\n",
  php: '<p><?php echo "a"; # b ?>\n</p>\n<?php $a = <<<X\n b\nX;\n',
  shell: 'cat <<EOF\n# a\nEOF\nif true; then echo "b" # c\nfi\n',
  perl: 'print "a"; # b\n\n=pod\n\nc\n\n=cut\n\n__END__\nd\n',
  ruby: "puts <<~X\n a\nX\n=begin\nb\n=end\n__END__\nc\n",
  powershell: '<# a #>\nWrite-Output @"\nb\n"@\n',
  python: '# -*- coding: utf-8 -*-\nx = """a\n# b"""\n'
};
function texts() {
  return TABLE.map(({ syntax, extensions, interpreters }) => {
    const [extension] = extensions?.split(" ") ?? [];
    const [interpreter] = interpreters?.split(" ") ?? [];
    const head = extension ? "" : `#!/usr/bin/env ${interpreter}
`;
    const bytes = Buffer.from(`${head}${BODY[syntax] ?? "a = 1 # b // c -- d ; e % f\n"}`);
    return { name: extension ? `a.${extension}` : "a", bytes };
  });
}

// test/fuzz/soundness/samples.ts
var PLACEHOLDER2 = `{ "MAGIC" : "${MAGIC}" }`;
var TEXTS = {
  "a.js": ["js", '@let a = `x${1}` // y\n/* z */ console.log(a, /[/*]/.test("//"), "end")\n'],
  "b.mjs": ["js", '@export const a = 1\nconsole.log("good", a)'],
  "c.cjs": ["js", '#!/usr/bin/env node\n@console.log("good")\n//# sourceMappingURL=c.js.map\n'],
  "a.ts": ["ts", '@const a: number = 1\nconsole.log(a as unknown, "b")\n'],
  "a.css": ["css", '@charset "utf-8";\n@p { color: red } /* c */ q::after { content: "x" }\n'],
  "a.html": [
    "html",
    "<!doctype html>\n<title>a</title>@<body><p>b</p><script>let a = 1</script>\n</body></html>\n"
  ],
  "b.html": ["html", "<p>only <b>this</b>"],
  "a.svg": ["xml", '<svg xmlns="http://www.w3.org/2000/svg">@<!-- c --><path d="M0 0"/></svg>\n'],
  "a.py": ["python", '#!/usr/bin/env python3\n@x = """a\n# b"""\nprint(x, len("\xE9"))\n'],
  "b.py": ["python", '@print("good")'],
  "a.sh": ["sh", '#!/bin/sh\n@echo "good" # c\nif true; then echo b; fi\n'],
  "a.pl": ["perl", '#!/usr/bin/perl\n@print "good\\n"; # b\nprint "x\\n";\n__END__\nd\n'],
  "a.rb": ["ruby", '#!/usr/bin/env ruby\n@puts "\xE9".length # b\nputs "x"\n__END__\nc\n'],
  "a.php": ["php", '<?php\n@echo "good\\n"; # b\n'],
  "b.php": ["php", '<p><?php echo "a"; ?>\n</p>\n'],
  "a.lua": ["lua", '@print("good") -- x\n'],
  "a.tcl": ["tcl", "#!/usr/bin/env tclsh\n@puts good ;# x\nputs y\n"],
  a: [
    "java",
    '#!/usr/bin/java --source 17\n@class A { public static void main(String[] a) { System.out.println("good"); } }\n'
  ]
};
var COMMENTS = {
  js: ["// ", "\n"],
  ts: ["// ", "\n"],
  java: ["// ", "\n"],
  php: ["// ", "\n"],
  css: ["/* ", " */\n"],
  html: ["<!-- ", " -->"],
  xml: ["<!-- ", " -->"],
  lua: ["-- ", "\n"]
};
function texts2() {
  return Object.entries(TEXTS).flatMap(([name, [kind, text2]]) => {
    const [open4, close3] = COMMENTS[kind] ?? ["# ", "\n"];
    const plain = Buffer.from(text2.replace("@", ""));
    const held2 = Buffer.from(text2.replace("@", () => open4 + PLACEHOLDER2 + close3));
    return text2.includes("@") ? [
      { name, kind, bytes: plain },
      { name, kind, bytes: held2 }
    ] : [{ name, kind, bytes: plain }];
  });
}
var KINDS2 = {
  wasm: "wasm",
  pyc: "pyc",
  zip: "zip",
  jar: "zip",
  war: "zip",
  whl: "zip",
  tgz: "tar",
  gguf: "gguf",
  safetensors: "safetensors",
  exe: "pe",
  dll: "pe",
  dylib: "macho",
  "": "elf",
  o: "elf",
  so: "elf"
};
function binaries(folder) {
  return corpus(folder).flatMap(({ name, bytes }) => {
    const extension = /\.([^.]*)$/.exec(name)?.[1] ?? "";
    const kind = KINDS2[extension];
    if (kind === void 0 || !bytes.includes(0) || bytes.length > 1 << 20) return [];
    const samples = [{ name, kind, bytes }];
    if (kind === "zip")
      samples.push({ name, kind, bytes: Buffer.concat([Buffer.from("#!/bin/sh\nexec true\n"), bytes]) });
    return samples;
  });
}
var VALUES = [
  {},
  {
    COMMIT_MESSAGE: "Fix */ --> --!> </script> ?> # x\r\n// y \u2028 z \x85 `${1}` $(touch pwned) __END__ ]]> --"
  },
  {
    "X-A": ["/*", "<!--", "<?php", '"""', "'''", "%>", "]]", "\\", "=cut"],
    TAG: "v1",
    "X-N": { a: 1, b: null, c: true }
  }
];
async function marked2(folder) {
  const all = [];
  for (const sample of [...texts2(), ...binaries(folder)]) {
    for (const values of VALUES) {
      const bytes = await mark(sample, values).catch(() => void 0);
      if (bytes) all.push({ ...sample, bytes });
    }
  }
  return all;
}
async function mark({ name, bytes }, values) {
  const source = bufferSource(bytes);
  const options = { allScripts: true, archives: "all" };
  const codec = codecFor({ name, source }, options);
  if (!codec) return void 0;
  const { artifact, hash } = await inspect({ name, source }, codec, options);
  if (artifact.sidecar !== void 0) return void 0;
  const content = await contentHash(artifact, source);
  const dict = {
    ...{ MAGIC, CHALK_ID: chalkId(hash), CHALK_VERSION: "1.1.3", HASH: hash, ...values },
    ...content !== void 0 && { [CONTENT_HASH]: content }
  };
  return applySplices(bytes, await artifact.insert(Buffer.from(encodeMark(sealMark(dict, sha2562)))));
}

// test/fuzz/soundness/run.ts
var OPTIONS = { allScripts: true, archives: "all" };
async function run2(folder, cases, seed, from) {
  const samples = await marked2(folder);
  for (const sample of samples)
    if (!await isValid(sample)) throw new Error(`${sample.name}: not valid as it was marked`);
  const result = { samples: samples.length, cases: {}, valid: {}, unsound: [] };
  const kinds = [...new Set(samples.map(({ kind }) => kind))];
  for (let number = from; number < from + cases; number++) {
    const random = randomFor(seed, number);
    const kind = random.pick(kinds);
    const sample = random.pick(samples.filter((sample2) => sample2.kind === kind));
    const { name: what, bytes } = change(sample, random, samples);
    count(result.cases, kind);
    const same = bytes.equals(sample.bytes);
    if (same || !await isValid({ ...sample, bytes })) continue;
    count(result.valid, kind);
    const before = await observe(kind, sample.name, sample.bytes);
    const after = await observe(kind, sample.name, bytes);
    for (const [observer, seen] of after) {
      if (seen === before.get(observer)) continue;
      const about = { number, name: sample.name, change: what, observer };
      result.unsound.push({ ...about, before: before.get(observer), after: seen, bytes });
    }
  }
  await closeBrowser();
  return result;
}
function count(counts, kind) {
  counts[kind] = (counts[kind] ?? 0) + 1;
}
async function isValid({ name, bytes }) {
  const source = bufferSource(bytes);
  const candidate = { name, source };
  const codec = codecFor(candidate, OPTIONS);
  if (!codec) return false;
  try {
    const inspected = await inspect(candidate, codec, OPTIONS);
    const verdict = await judge(inspected, source);
    return verdict?.valid === true && !inspected.artifact.uncovered?.length;
  } catch {
    return false;
  }
}
export {
  run2 as run
};
