/** The options of each kind of sink. Credentials are never among them: an option names the environment variable that holds one. */

export interface SinkOptions {
  /** Appends each report to a file, one JSON text on each line. */
  file: { path: string }
  /** The same; a file that would grow beyond `maxSize` is renamed first, to `path.1` and so on. */
  rotating_log: {
    path: string
    /** In bytes. @default 10 MiB */
    maxSize?: number
    /** How many old files are kept. @default 9 */
    keep?: number
  }
  /** A summary on a terminal and in CI logs, JSON in a pipe. */
  stdout: { format?: 'pretty' | 'json' }
  stderr: { format?: 'pretty' | 'json' }
  /** A summary in Markdown, in the file that `$GITHUB_STEP_SUMMARY` names. */
  github_summary: Record<never, never>
  /** HTTP(S) POST of the report as a JSON list. */
  post: ServerOptions & {
    /** Whether the body is compressed. @default for more than 1 KiB */
    gzip?: boolean
  }
  /**
   * A PUT without a body asks `url` for an address that is signed, by which the report is PUT then: to a store that the machine
   * has no credentials for.
   */
  presign: ServerOptions
  /** An object for each report, in a store that speaks the protocol of Amazon S3. */
  s3: {
    /** `s3://bucket/folder/`. A last part with a dot in it (`s3://bucket/report.json`) ends the names of all objects. */
    uri: string
    /** @default AWS_REGION, AWS_DEFAULT_REGION, us-east-1 */
    region?: string
    /** The address of a store that is not Amazon's. @default AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, Amazon's */
    endpoint?: string
    /** Whether the bucket is in the path of addresses and not in the host's name. @default with an endpoint */
    pathStyle?: boolean
    /** Names of environment variables. @default those of the AWS tools, then the role of the environment */
    credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
    /** For one attempt, in milliseconds. @default 4000 */
    timeout?: number
    /** A file with certificates in PEM. Only these are trusted. */
    ca?: string
  }
  /** A log record for each report, by OTLP/HTTP in JSON. */
  otlp: ServerOptions & {
    /** The name of an environment variable with headers: `name=value,name=value`, as OTEL_EXPORTER_OTLP_HEADERS. */
    headersFrom?: string
    /** Whether the body is compressed. @default false */
    gzip?: boolean
  }
  /** A look-up of a name that holds facts of the report: a beacon where nothing but DNS gets out. The answer is not used. */
  dns: {
    /** `{METADATA_ID}.{_EXEC_ID}.beacon.example.com`: names of keys in braces, of the report or of each of its marks. */
    domain: string
    /** @default 'A' */
    recordType?: 'A' | 'AAAA' | 'any'
    /** In the place of a key that is not there, or is no text, number or truth value. @default 'x' */
    missing?: string
    /** By keys: what is looked up in the place of their values. */
    normalize?: Readonly<Record<string, (value: unknown) => unknown>>
    /** The resolver, such as `192.0.2.1`, `[2001:db8::1]:5353` or `ns.example.com`. @default the system's */
    server?: string
    /** For one look-up, in milliseconds. @default 4000 */
    timeout?: number
    /** Whether reports without a mark are passed over. @default false */
    requireMark?: boolean
  }
}

/** What sinks have in common that send to a server of the user's. */
export interface ServerOptions {
  url: string
  /** Sent with each report, by name. No credentials: see `auth`. */
  headers?: Readonly<Record<string, string>>
  /** Names of environment variables: of a token, or of a user's name and password. */
  auth?: { bearer: string } | { user: string; password: string }
  /** For one attempt, in milliseconds. @default 4000 */
  timeout?: number
  /** A file with certificates in PEM. Only these are trusted. */
  ca?: string
}

export type SinkKindName = keyof SinkOptions

/** A sink with its options. */
export type SinkConfig = { [K in SinkKindName]: { type: K } & SinkOptions[K] }[SinkKindName]
