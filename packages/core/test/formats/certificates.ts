/** Certificates that openssl makes, with every extension that has a key. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const EXTENSIONS = `
[req]
distinguished_name = dn
x509_extensions = ext
prompt = no
[dn]
C = DE
O = Müller, Söhne
OU = one
CN = example.org
[ext]
basicConstraints = critical, CA:TRUE, pathlen:2
keyUsage = critical, digitalSignature, keyCertSign
extendedKeyUsage = serverAuth, 1.2.3.4
subjectAltName = DNS:example.org, IP:127.0.0.1
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
1.2.3.4.5 = DER:0500
`

/** Makes `<name>.pem`, a certificate, and `<name>.key` in a folder. Returns the first. */
export function makeCertificate(folder: string, name: string, ...options: string[]): Buffer {
  writeFileSync(join(folder, 'config'), EXTENSIONS)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const config = ['-utf8', '-sha256', '-config', join(folder, 'config')]
  const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)]
  execFileSync('openssl', ['req', '-x509', ...newKey, ...config, ...files, ...options], { stdio: 'ignore' })
  return readFileSync(join(folder, `${name}.pem`))
}
