/**
 * AUTH PLAIN and LOGIN on the server's side (RFC 4954, RFC 4616).
 * @param said what followed AUTH: the method, perhaps with a first answer
 * @param ask sends one line
 * @param judge called once, with what was given
 * @returns takes the client's next line; null when nothing more is needed
 */
export function createSignIn(
  said: string,
  ask: (line: string) => void,
  judge: (user: string, password: string) => void,
): ((line: string) => void) | null {
  const [method = '', initial] = said.trim().split(/\s+/)
  const plain = (encoded: string) => {
    const [, user = '', password = ''] = decoded(encoded).split('\0')
    judge(user, password)
  }
  if (/^login$/i.test(method)) {
    let user: string | null = null
    ask('334 VXNlcm5hbWU6')
    return (line) => {
      if (user !== null) return judge(user, decoded(line))
      user = decoded(line)
      ask('334 UGFzc3dvcmQ6')
    }
  }
  if (initial === undefined) {
    ask('334 ')
    return plain
  }
  plain(initial)
  return null
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8')
}
