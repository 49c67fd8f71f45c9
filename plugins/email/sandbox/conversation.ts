import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import { type BodyReader, createBodyReader } from './body-reader.ts'
import type { FaultRule, Point } from './faults.ts'
import { createSignIn } from './sign-in.ts'

/** A whole message as it came in; texts are latin1 strings, one character an octet. */
export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
}

/** What one conversation needs of its server. */
export interface Host {
  readonly name: string
  strike(point: Point, to: string | null): FaultRule | null
  extensions(): readonly string[]
  readonly tls: SecureContext | null
  readonly auth: { readonly user: string; readonly password: string } | null
  begun(): void
  received(message: Received): void
}

const LONGEST_LINE = 4_096

/**
 * One SMTP session on the server's side (RFC 5321, with PIPELINING): reads commands as they come, answers those that
 * came together in one write. A fault may replace an answer, delay it, or end the talk.
 */
export function converse(plainSocket: Socket, host: Host): void {
  let socket = plainSocket
  let input = ''
  let output = ''
  let body: BodyReader | null = null
  let from: string | null = null
  let to: string[] = []
  let heard = ''
  let blocked = false
  let over = false
  let credentials: ((line: string) => void) | null = null

  function say(reply: string): void {
    output += `${reply}\r\n`
  }

  function flush(): void {
    if (output === '' || over) return
    const text = output
    output = ''
    socket.write(text, 'latin1')
  }

  function finish(how: 'close' | 'reset' | 'end'): void {
    if (how === 'end') flush()
    over = true
    if (how === 'end') socket.end()
    else if (how === 'reset') plainSocket.resetAndDestroy()
    else socket.destroy()
  }

  /** Does what is usual at this point, unless a fault strikes. `taken` is called where a fault still takes the message. */
  function at(point: Point, usual: () => void, taken?: () => void) {
    const fault = host.strike(point, to.at(-1) ?? null)
    if (!fault) return usual()
    if (!fault.delayMs) return suffer(fault, usual, taken)
    flush()
    blocked = true
    setTimeout(() => {
      blocked = false
      if (over) return
      suffer(fault, usual, taken)
      run()
    }, fault.delayMs)
  }

  function suffer(fault: FaultRule, usual: () => void, taken?: () => void): void {
    if ((fault.hang || fault.drop) && fault.accept !== false) taken?.()
    if (fault.hang) {
      flush()
      blocked = true
    } else if (fault.drop) {
      flush()
      finish(fault.drop)
    } else if (fault.reply !== undefined) {
      refuse(fault.reply)
    } else {
      usual()
    }
  }

  function refuse(reply: string): void {
    const lines = reply.replaceAll('{heard}', heard.replace(/[\r\n]+/g, ' ')).split(/\r?\n/)
    const code = lines[0]!.slice(0, 3)
    lines.forEach((line, index) => {
      const rest = line.startsWith(code) ? line.slice(4) : line
      say(`${code}${index === lines.length - 1 ? ' ' : '-'}${rest}`)
    })
    if (code === '421') finish('end')
  }

  function reset(): void {
    from = null
    to = []
  }

  function onCommand(line: string): void {
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'MAIL') onMail(line)
    else if (verb === 'RCPT') onRecipient(line)
    else if (verb === 'DATA') onData()
    else if (verb === 'EHLO' || verb === 'HELO') onHello(verb)
    else if (verb === 'RSET') {
      reset()
      say('250 2.0.0 flushed')
    } else if (verb === 'NOOP') say('250 2.0.0 fine')
    else if (verb === 'QUIT') {
      say('221 2.0.0 bye')
      finish('end')
    } else if (verb === 'AUTH' && host.auth) onAuth(line)
    else if (verb === 'STAR' && host.tls && socket === plainSocket) onStartTls()
    else say('502 5.5.1 this command is not known here')
  }

  function onHello(verb: string) {
    reset()
    at('EHLO', () => {
      if (verb === 'HELO') return say(`250 ${host.name}`)
      const more = [...host.extensions()]
      if (host.tls && socket === plainSocket) more.push('STARTTLS')
      if (host.auth) more.push('AUTH PLAIN LOGIN')
      const lines = [host.name, ...more]
      for (const [index, line] of lines.entries()) say(`250${index === lines.length - 1 ? ' ' : '-'}${line}`)
    })
  }

  function onMail(line: string) {
    const path = /^MAIL FROM:\s*<([^>]*)>/i.exec(line)?.[1]
    host.begun()
    at('MAIL', () => {
      if (path === undefined) return say('501 5.5.4 MAIL FROM:<address> is expected')
      if (from !== null) return say('503 5.5.1 a transaction is under way')
      from = path
      say('250 2.1.0 sender ok')
    })
  }

  function onRecipient(line: string) {
    const path = /^RCPT TO:\s*<((?:"(?:[^"\\]|\\.)*"|[^>"])+)>/i.exec(line)?.[1]
    if (path === undefined) return say('501 5.5.4 RCPT TO:<address> is expected')
    if (from === null) return say('503 5.5.1 MAIL comes first')
    to.push(path)
    const before = output
    at('RCPT', () => say('250 2.1.5 recipient ok'))
    // A refused recipient is none.
    if (output !== before && !output.endsWith('250 2.1.5 recipient ok\r\n')) to.pop()
  }

  function onData() {
    if (to.length === 0) return say('554 5.5.1 no valid recipients')
    at('DATA', () => {
      body = createBodyReader()
      say('354 end with a dot')
    })
  }

  function onMessage(raw: string | null) {
    const message = { from: from ?? '', to, raw: raw ?? '' }
    const taken = () => (raw === null ? undefined : host.received(message))
    at(
      'DOT',
      () => {
        if (raw === null) return say('552 5.3.4 the message is too big')
        host.received(message)
        say('250 2.0.0 taken')
      },
      taken,
    )
    reset()
  }

  /** Takes body text from the input; true when the message is whole. */
  function takeBody(reader: BodyReader): boolean {
    if (reader.untouched() && input !== '') {
      const fault = host.strike('BODY', to.at(-1) ?? null)
      if (fault) {
        suffer(fault, () => undefined)
        if (blocked || over) return false
      }
    }
    const rest = reader.take(input)
    input = rest ?? ''
    if (rest === null) return false
    body = null
    onMessage(reader.message())
    return true
  }

  function takeLine(): boolean {
    const end = input.indexOf('\n')
    if (end < 0) {
      if (input.length > LONGEST_LINE) {
        say('500 5.5.2 the line is too long')
        finish('end')
      }
      return false
    }
    const line = input.slice(0, input.charCodeAt(end - 1) === 13 ? end - 1 : end)
    input = input.slice(end + 1)
    if (heard.length < 2_000) heard += `${line}\n`
    if (credentials) credentials(line)
    else onCommand(line)
    return true
  }

  function run(): void {
    while (!blocked && !over && (body ? takeBody(body) : takeLine())) {}
    flush()
  }

  function onAuth(line: string): void {
    credentials = createSignIn(line.slice(5), say, (user, password) => {
      credentials = null
      at('AUTH', () => {
        const right = user === host.auth!.user && password === host.auth!.password
        say(right ? '235 2.7.0 signed in' : '535 5.7.8 user name or password is wrong')
      })
    })
  }

  function onStartTls(): void {
    say('220 2.0.0 go ahead')
    flush()
    plainSocket.removeListener('data', onChunk)
    input = ''
    socket = new TLSSocket(plainSocket, { isServer: true, secureContext: host.tls! })
    socket.on('error', () => undefined)
    socket.on('data', onChunk)
  }

  function onChunk(chunk: Buffer): void {
    input += chunk.toString('latin1')
    if (!blocked) run()
  }

  plainSocket.setNoDelay(true)
  plainSocket.on('error', () => undefined)
  plainSocket.on('close', () => {
    over = true
  })
  plainSocket.on('data', onChunk)
  at('CONNECT', () => say(`220 ${host.name} ESMTP sandbox`))
  if (!blocked) flush()
}
