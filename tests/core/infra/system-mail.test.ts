import PostalMime from 'postal-mime'
import { afterEach, describe, expect, it } from 'vitest'
import { createSystemMail } from '../../../core/infra/system-mail.ts'
import { type SmtpSandboxOptions, startSmtpSandbox } from '../../../plugins/email/sandbox.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function start(options: SmtpSandboxOptions = {}, credentials = '') {
  const sandbox = await startSmtpSandbox(options)
  const url = `smtp://${credentials}127.0.0.1:${sandbox.settings.port}`
  const mailer = createSystemMail({ url, from: 'Carillon <carillon@example.org>' })
  closers.push(sandbox.close, mailer.close)
  return { sandbox, mailer }
}

const mail = { to: 'ana@example.com', subject: 'Réinitialiser', text: 'Bonjour\n.\nÀ bientôt', html: '<p>Bonjour</p>' }

describe('system mail', () => {
  it('is sent once, marked as automatic, and read by a foreign parser as it was meant', async () => {
    const { sandbox, mailer } = await start()
    expect(await mailer.sendMail(mail)).toEqual({ accepted: true, message: expect.stringContaining('250') })
    expect(sandbox.accepted()).toBe(1)
    const read = await PostalMime.parse(Buffer.from(sandbox.messages()[0]!.raw, 'latin1'))
    expect(read.subject).toBe(mail.subject)
    expect(read.text?.trim()).toBe(mail.text)
    expect(read.html?.trim()).toBe(mail.html)
    expect(read.from).toMatchObject({ name: 'Carillon', address: 'carillon@example.org' })
    expect(read.headers).toContainEqual(expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }))
  })

  it('tells the server’s words when it is refused, and tries once', async () => {
    const { sandbox, mailer } = await start()
    const refused = await mailer.sendMail({ ...mail, to: 'bounce+x@example.com' })
    expect(refused).toEqual({ accepted: false, message: expect.stringContaining('550 5.1.1') })
    sandbox.behave({ rules: [{ at: 'DOT', drop: 'close' }] })
    const begun = sandbox.begun()
    expect((await mailer.sendMail(mail)).accepted).toBe(false)
    expect(sandbox.begun()).toBe(begun + 1)
  })

  it.each(['ana@example.com\r\nBcc: eve@example.com', 'ana@example.com\0'])('refuses %j as an address', async (to) => {
    const { sandbox, mailer } = await start()
    expect(await mailer.sendMail({ ...mail, to })).toMatchObject({ accepted: false })
    expect(await mailer.sendMail({ ...mail, subject: 'Hi\nBcc: eve@example.com' })).toMatchObject({ accepted: false })
    expect(sandbox.begun()).toBe(0)
  })

  it('does not give its password away over clear text, nor in an error', async () => {
    const { sandbox, mailer } = await start(
      { auth: { user: 'ana', password: 'hunter2hunter2' } },
      'ana:hunter2hunter2@',
    )
    sandbox.behave({ rules: [{ at: 'AUTH', reply: '535 5.7.8 {heard}' }] })
    const answer = await mailer.sendMail(mail)
    expect(answer.accepted).toBe(false)
    expect(answer.message).not.toContain('hunter2')
    expect(answer.message).toMatch(/STARTTLS|TLS/i)
  })

  it.each(['http://mail.example.com', 'mail.example.com', 'smtp://', ''])('refuses %j as a server', (url) => {
    expect(() => createSystemMail({ url, from: 'a@example.org' })).toThrow(/smtp:\/\/user/)
  })
})
