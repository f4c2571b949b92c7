// Secrets at rest: AES-256-GCM under the installation's key, with the purpose bound in as associated data.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

export interface SecretBox {
  /** Encrypts; `purpose` must be given again to open it, so that a sealed value cannot be moved elsewhere. */
  seal(plain: string, purpose: string): string
  /** Throws when the key is another one or the value was changed. */
  open(sealed: string, purpose: string): string
}

const version = 'v1'

/** @param secretKey at least 32 characters of randomness: DISPATCH_SECRET_KEY or the file in the data directory. */
export function createSecretBox(secretKey: string): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'dispatch', 'secrets at rest', 32))
  return {
    seal(plain, purpose) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      const bytes = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${version}:${bytes.toString('base64')}`
    },
    open(sealed, purpose) {
      const [prefix, encoded = ''] = sealed.split(':')
      const bytes = Buffer.from(encoded, 'base64')
      if (prefix !== version || bytes.length < 28) throw new Error('the value was not sealed by this version')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(-16))
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8')
    },
  }
}
