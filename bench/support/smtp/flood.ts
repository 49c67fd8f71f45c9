/** A lean client that floods prebuilt mails, as a process of its own: what stands in for smtp-source where it is missing. */
import { connect } from 'node:net'

const [port, count, octets, sessions] = process.argv.slice(2).map(Number) as [number, number, number, number]
const row = `${'x'.repeat(70)}\r\n`
const body = `${row.repeat(Math.ceil(octets / row.length)).slice(0, octets - 2)}\r\n.\r\n`
const envelope = 'MAIL FROM:<bounce@acme.example.com>\r\nRCPT TO:<user@example.test>\r\nDATA\r\n'
const begun = performance.now()
let left = count

await Promise.all(Array.from({ length: sessions }, session))
process.stdout.write(String(count / ((performance.now() - begun) / 1000)))

/** One connection: the next envelope goes out behind the final dot, as our own sender does. */
function session(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let greeted = 0
    let open = false
    let rest = ''
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n')
      rest = lines.pop()!
      for (const line of lines) {
        if (line.charCodeAt(3) === 45) continue
        if (greeted < 2) {
          if (++greeted === 1) socket.write('EHLO bench\r\n')
          else begin()
        } else if (line.startsWith('354')) {
          open = left-- > 0
          socket.write(open ? body + envelope : `${body}QUIT\r\n`, 'latin1')
        } else if (!line.startsWith('2')) reject(new Error(`the sink said ${line}`))
      }
    })
    const begin = () => {
      if (left-- > 0) socket.write(envelope, 'latin1')
      else socket.end('QUIT\r\n')
    }
  })
}
