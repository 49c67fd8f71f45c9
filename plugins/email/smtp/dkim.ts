import DKIM from 'nodemailer/lib/dkim'
import type { SmtpAccount } from './settings.ts'

/** RFC 6376 §5.4.1, and the two headers of RFC 8058, which mailbox providers honour only when they are signed. */
const SIGNED_HEADERS = [
  'From',
  'Reply-To',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'List-ID',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Feedback-ID',
  'Auto-Submitted',
].join(':')

/** Signs a mail (a latin1 string) and gives it back with its signature in front; null where the account has no DKIM key. */
export function createDkimSigner(account: SmtpAccount): ((raw: string) => Promise<string>) | null {
  const { dkimDomain, dkimSelector, dkimPrivateKey } = account
  if (!dkimDomain || !dkimSelector || !dkimPrivateKey) return null
  const signer = new DKIM({
    domainName: dkimDomain,
    keySelector: dkimSelector,
    privateKey: dkimPrivateKey,
    headerFieldNames: SIGNED_HEADERS,
  })
  return async (raw) => {
    const output = signer.sign(Buffer.from(raw, 'latin1'))
    output.setEncoding('latin1')
    const signed = await collect(output)
    // nodemailer leaves the mail unsigned when signing fails; sending it so would break DMARC without a word.
    if (!signed.startsWith('DKIM-Signature:')) throw new Error('the mail could not be signed with the DKIM key')
    return signed
  }
}

async function collect(stream: AsyncIterable<string>): Promise<string> {
  let all = ''
  for await (const piece of stream) all += piece
  return all
}
