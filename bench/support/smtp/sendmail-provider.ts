import { createTransport } from 'nodemailer'
import type { Carrier, Json, Outcome, Outgoing, Provider } from '../../../core/contracts/index.ts'
import { smtp } from '../../../plugins/email/smtp.ts'

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' && value ? value : undefined)

/**
 * The other side of S2: the way most programs send, nodemailer's pooled `sendMail()`. Registered by the benchmark only.
 * Everything around it (ledger, gate, rendering, groups in flight) is ours, as in S1.
 */
export const sendmail: Provider = {
  ...smtp,
  id: 'bench-sendmail',
  label: { en: 'nodemailer sendMail', fr: 'nodemailer sendMail', es: 'nodemailer sendMail' },
  async open(settings): Promise<Carrier> {
    const transport = createTransport({
      host: String(settings.host),
      port: Number(settings.port),
      pool: true,
      maxConnections: 20,
      maxMessages: Number.POSITIVE_INFINITY,
      ignoreTLS: true,
    })
    const from = { name: String(settings.fromName), address: String(settings.fromEmail) }
    const one = async (out: Outgoing): Promise<Outcome> => {
      try {
        await transport.sendMail({
          from,
          to: out.name ? { name: out.name, address: out.to } : out.to,
          subject: text(out.content.subject),
          html: text(out.content.html),
          text: text(out.content.text),
          messageId: `<${out.key}@acme.example.com>`,
          headers: out.unsubscribe
            ? { 'List-Unsubscribe': `<${out.unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
            : {},
        })
        return { key: out.key, is: 'accepted' }
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        return { key: out.key, is: 'retry', scope: 'message', code: 'sendmail', reason }
      }
    }
    return { send: (batch) => Promise.all(batch.map(one)), close: async () => transport.close() }
  },
}
