/** A lean SMTP server that takes everything and keeps nothing; the far end where Postfix's smtp-sink is not installed. */
import { createServer, type Server } from 'node:net'

const END = Buffer.from('\r\n.\r\n')

/** @param onMail told the octets of each mail, as between DATA and the final dot */
export function createDiscardServer(onMail: (octets: number) => void = () => {}): Server {
  return createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    socket.on(
      'data',
      conversation(
        (reply) => socket.write(reply, 'latin1'),
        () => socket.end(),
        onMail,
      ),
    )
    socket.write('220 bench ESMTP\r\n')
  })
}

/** Reads commands and bodies out of what arrives, however it is cut; answers once per piece that arrived. */
function conversation(write: (reply: string) => void, close: () => void, onMail: (octets: number) => void) {
  let inData = false
  let octets = 0
  let line = ''
  let tail: Buffer = Buffer.alloc(0)
  return (chunk: Buffer) => {
    let replies = ''
    let at = 0
    while (at < chunk.length) {
      if (inData) {
        const seen = tail.length ? Buffer.concat([tail, chunk.subarray(at, at + 4)]) : null
        const early = seen?.indexOf(END) ?? -1
        const end = early >= 0 ? at + early + END.length - tail.length : endOf(chunk, at)
        if (end < 0) {
          octets += chunk.length - at
          tail = Buffer.concat([tail, chunk.subarray(Math.max(at, chunk.length - 4))]).subarray(-4)
          break
        }
        onMail(octets + end - at - 3)
        inData = false
        tail = Buffer.alloc(0)
        at = end
        replies += '250 2.0.0 Ok\r\n'
        continue
      }
      const newline = chunk.indexOf(10, at)
      if (newline < 0) {
        line += chunk.toString('latin1', at)
        break
      }
      const verb = (line + chunk.toString('latin1', at, newline)).slice(0, 4).toUpperCase()
      line = ''
      at = newline + 1
      if (verb === 'DATA') {
        inData = true
        octets = 0
        tail = Buffer.from('\r\n')
        replies += '354 End data with <CR><LF>.<CR><LF>\r\n'
      } else if (verb === 'EHLO') replies += '250-bench\r\n250-PIPELINING\r\n250 8BITMIME\r\n'
      else if (verb === 'QUIT') {
        write(`${replies}221 2.0.0 Bye\r\n`)
        return close()
      } else replies += '250 2.0.0 Ok\r\n'
    }
    if (replies) write(replies)
  }
}

function endOf(chunk: Buffer, from: number): number {
  const at = chunk.indexOf(END, from)
  return at < 0 ? -1 : at + END.length
}

if (import.meta.main) createDiscardServer().listen(Number(process.argv[2]), '127.0.0.1', 1024)
