import ipaddr from 'ipaddr.js'

/** What one subscriber has: an IPv4 address, or the /64 of an IPv6 one. Limits count by it. */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip
  const address = ipaddr.process(ip)
  return address.kind() === 'ipv6' ? (address as ipaddr.IPv6).parts.slice(0, 4).join(':') : address.toString()
}
