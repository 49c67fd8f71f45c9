/** Longest reply that is read; a server that says more is not speaking SMTP. */
const LONGEST_REPLY = 64 * 1024

/**
 * Cuts what a server sends into replies (RFC 5321 §4.2), lines of one reply joined by LF.
 * @param onReply called once a reply, in order
 * @param onNonsense called once, when a line is no reply line or a reply is endless; nothing is read afterwards
 */
export function createReplyReader(onReply: (raw: string) => void, onNonsense: (line: string) => void) {
  let rest = ''
  let earlier = ''
  let broken = false

  function nonsense(line: string): void {
    broken = true
    onNonsense(line.slice(0, 200))
  }

  return (chunk: Buffer) => {
    const data = rest + chunk.toString('latin1')
    let start = 0
    while (!broken) {
      const end = data.indexOf('\n', start)
      if (end < 0) break
      const line = data.slice(start, data.charCodeAt(end - 1) === 13 ? end - 1 : end)
      start = end + 1
      const first = line.charCodeAt(0)
      const after = line.charCodeAt(3)
      if (first < 50 || first > 53 || !(after === 32 || after === 45 || line.length === 3)) return nonsense(line)
      if (after === 45) {
        earlier += `${line}\n`
        if (earlier.length > LONGEST_REPLY) return nonsense(line)
      } else {
        const reply = earlier + line
        earlier = ''
        onReply(reply)
      }
    }
    rest = data.slice(start)
    if (rest.length > LONGEST_REPLY) nonsense(rest)
  }
}
