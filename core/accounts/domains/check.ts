import { isIP } from 'node:net'
import type { Answer, Dns } from './dns.ts'
import { dkimOf, dmarcOf, type Flaw, judgeDkim, judgeDmarc, judgeSpf, protectsNothing, spfOf } from './judge.ts'
import type { DomainRecord, DomainWarning } from './schema.ts'

/** A domain as far as its records are concerned. */
export interface Domain {
  readonly domain: string
  readonly selector: string
  readonly publicKey: string
  readonly spfInclude: string | null
  readonly returnPath: string | null
}

/** Where links in messages point, and where the server is. */
export interface Links {
  readonly trackingUrl: string
  readonly publicUrl: string
}

type Wanted = Pick<DomainRecord, 'id' | 'type' | 'host' | 'value' | 'need'>

/** The records that somebody has to set, before anything was looked up. */
export function wantedRecords(domain: Domain, links: Links): Wanted[] {
  const { domain: name, selector, publicKey, spfInclude, returnPath } = domain
  const tracking = new URL(links.trackingUrl).hostname
  const server = new URL(links.publicUrl).hostname
  return [
    {
      id: 'dkim',
      type: 'TXT',
      host: `${selector}._domainkey.${name}`,
      value: `v=DKIM1; k=rsa; p=${publicKey}`,
      need: 'required',
    },
    {
      // SPF is looked up at the address that bounces go to, RFC 7208 §2.4.
      id: 'spf',
      type: 'TXT',
      host: returnPath ?? name,
      value: spfInclude ? `v=spf1 include:${spfInclude} ~all` : 'v=spf1 a mx ~all',
      need: 'required',
    },
    {
      id: 'dmarc',
      type: 'TXT',
      host: `_dmarc.${name}`,
      value: `v=DMARC1; p=none; rua=mailto:dmarc@${name}`,
      need: 'bulk',
    },
    ...(returnPath ? [{ id: 'return_path', type: 'MX', host: returnPath, value: '', need: 'advised' } as const] : []),
    {
      id: 'tracking',
      type: tracking === server ? 'A' : 'CNAME',
      host: tracking,
      value: tracking === server ? '' : server,
      need: 'advised',
    },
  ]
}

/** Looks all records up, at once. */
export async function checkRecords(dns: Dns, domain: Domain, links: Links): Promise<DomainRecord[]> {
  return Promise.all(
    wantedRecords(domain, links).map(async (wanted) => {
      const found = await lookUp(dns, wanted, domain)
      if (found === null) return { ...wanted, state: 'unknown', found: [], problem: null } as const
      if (found.length === 0) return { ...wanted, state: 'missing', found: [], problem: null } as const
      const problem = judge(wanted, found, domain)
      return { ...wanted, state: problem ? 'wrong' : 'verified', found: [...found], problem } as const
    }),
  )
}

async function lookUp(dns: Dns, { id, type, host, value }: Wanted, { domain }: Domain): Promise<Answer> {
  if (id === 'dkim') return only(await dns.txt(host), dkimOf)
  if (id === 'spf') return only(await dns.txt(host), spfOf)
  if (id === 'dmarc') return findDmarc(dns, domain)
  if (id === 'return_path') return dns.mx(host)
  if (isIP(host.replace(/^\[|\]$/g, '')) || !host.includes('.')) return [host]
  const alias = type === 'CNAME' ? await dns.cname(host) : []
  return alias?.length && alias.includes(value) ? alias : dns.address(host)
}

const only = (texts: Answer, kind: (texts: readonly string[]) => string[]): Answer => texts && kind(texts)

/** A domain without a policy of its own has that of the domain above it (RFC 7489 §6.6.3). */
async function findDmarc(dns: Dns, domain: string): Promise<Answer> {
  const labels = domain.split('.')
  for (let from = 0; from <= labels.length - 2; from++) {
    const found = only(await dns.txt(`_dmarc.${labels.slice(from).join('.')}`), dmarcOf)
    if (found === null || found.length > 0) return found
  }
  return []
}

function judge({ id, host }: Wanted, found: readonly string[], domain: Domain): Flaw | null {
  if (id === 'dkim') return judgeDkim(found, domain.publicKey)
  if (id === 'spf') return judgeSpf(found, domain.spfInclude)
  if (id === 'dmarc') return judgeDmarc(found)
  // A name without a dot or a bare number is known on this machine or network only.
  return id === 'tracking' && found[0] === host ? 'other_target' : null
}

/**
 * Measured by what Gmail and Yahoo ask since 2024, Outlook.com since 2025: of everybody SPF or DKIM; of those who send
 * 5,000 a day or more both, and DMARC.
 */
export function readiness(records: readonly DomainRecord[]) {
  const good = (id: DomainRecord['id']) => records.find((one) => one.id === id)?.state === 'verified'
  const any = good('spf') || good('dkim')
  const bulk = good('spf') && good('dkim') && good('dmarc')
  const warnings: DomainWarning[] = []
  const warn = (severity: DomainWarning['severity'], code: DomainWarning['code'], message: string) =>
    warnings.push({ severity, code, message })
  if (!any)
    warn(
      'error',
      'unauthenticated',
      'Neither SPF nor DKIM is right: most mailboxes refuse such mail or file it as spam.',
    )
  else if (!bulk)
    warn(
      'warning',
      'not_for_bulk',
      'From 5,000 mails a day on, Gmail, Yahoo and Outlook.com ask for SPF, DKIM and DMARC together.',
    )
  const dmarc = records.find((one) => one.id === 'dmarc')
  if (dmarc?.state === 'verified' && protectsNothing(dmarc.found[0]!))
    warn(
      'info',
      'dmarc_none',
      'DMARC with p=none is enough for bulk mail, and protects nobody from forged mail. Go on to quarantine when the reports are clean.',
    )
  if (!good('tracking'))
    warn(
      'warning',
      'tracking_unreachable',
      'The host in links of messages is not one that readers elsewhere can reach. TRACKING_URL sets it.',
    )
  if (records.some((one) => one.state === 'unknown'))
    warn('warning', 'not_answered', 'Some questions were not answered by the name servers. Check again in a moment.')
  return { any, bulk, warnings }
}
