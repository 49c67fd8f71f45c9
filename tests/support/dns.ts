import { createSocket } from 'node:dgram'

/** What names have, by type: `{ 'shop.example': { TXT: ['v=spf1 …'], MX: ['10 mx.shop.example'] } }`. */
export type Zone = Record<string, { TXT?: string[]; MX?: string[]; CNAME?: string[]; A?: string[] }>

export interface DnsServer {
  /** For `CARILLON_DNS_SERVERS`. */
  readonly address: string
  /** May be changed at any time. */
  zone: Zone
  /** Names that get no answer at all, as long as they are here. */
  readonly silent: Set<string>
  close(): Promise<void>
}

const TYPES = { A: 1, CNAME: 5, MX: 15, TXT: 16 } as const
const NAME_IS_QUESTION = 0xc00c

/** A small authoritative DNS server on loopback, over UDP (RFC 1035 §4). */
export async function startDns(zone: Zone = {}): Promise<DnsServer> {
  const socket = createSocket('udp4')
  const server: DnsServer = {
    zone,
    silent: new Set(),
    get address() {
      return `127.0.0.1:${socket.address().port}`
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
  socket.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query)
    if (server.silent.has(name)) return
    const known = server.zone[name]
    const found = Object.entries(TYPES).flatMap(([kind, number]) =>
      number === type ? (known?.[kind as keyof typeof TYPES] ?? []) : [],
    )
    const head = Buffer.alloc(12)
    query.copy(head, 0, 0, 2)
    // An answer with authority; NXDOMAIN where the name is not there at all.
    head.writeUInt16BE(0x8400 | (known ? 0 : 3), 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt16BE(found.length, 6)
    socket.send(
      Buffer.concat([head, query.subarray(12, end), ...found.map((text) => record(type, text))]),
      from.port,
      from.address,
    )
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return server
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  while (query[at]) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!))
    at += query[at]! + 1
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

function record(type: number, text: string): Buffer {
  const data = dataOf(type, text)
  const head = Buffer.alloc(12)
  head.writeUInt16BE(NAME_IS_QUESTION, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

function dataOf(type: number, text: string): Buffer {
  if (type === TYPES.A) return Buffer.from(text.split('.').map(Number))
  if (type === TYPES.CNAME) return nameOf(text)
  if (type === TYPES.MX) {
    const [preference, exchange] = text.split(' ')
    const number = Buffer.alloc(2)
    number.writeUInt16BE(Number(preference), 0)
    return Buffer.concat([number, nameOf(exchange!)])
  }
  // A text is made of strings of at most 255 octets.
  const pieces = text.match(/.{1,255}/gs) ?? ['']
  return Buffer.concat(pieces.flatMap((piece) => [Buffer.from([piece.length]), Buffer.from(piece, 'latin1')]))
}

const nameOf = (name: string) =>
  Buffer.concat([
    ...name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, 'latin1')]),
    Buffer.from([0]),
  ])
