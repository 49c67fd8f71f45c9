import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { useFormat } from '../../../i18n/useFormat.ts'
import { stepOf } from '../steps.ts'
import type { Finding, Level } from './useCheck.ts'

const SEVERITY = { missing: 'error', risk: 'warning', info: 'info' } as const
const ORDER: readonly Level[] = ['missing', 'risk', 'info']

/** What is missing, what is risky, what is good to know: each with a link to the place. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const translate = useTranslate()
  const sorted = findings.toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level))
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {sorted.map((finding) => (
        <li key={`${finding.field} ${finding.code} ${finding.message}`}>
          <Alert
            severity={SEVERITY[finding.level]}
            sx={{
              mb: 1,
              flexWrap: { xs: 'wrap', sm: 'nowrap' },
              // Narrow: the link below its sentence.
              '& .MuiAlert-message': {
                flex: { xs: '1 1 calc(100% - 40px)', sm: 1 },
                minWidth: 0,
                overflowWrap: 'anywhere',
              },
              '& .MuiAlert-action': { pt: { xs: 0, sm: 0.5 }, whiteSpace: 'nowrap' },
            }}
            action={
              <Button color="inherit" size="small" component={Link} to={`?step=${stepOf(finding.field)}`}>
                {translate('campaigns.go_there', { step: translate(`campaigns.steps.${stepOf(finding.field)}`) })}
              </Button>
            }
          >
            <b>{translate(`campaigns.levels.${finding.level}`)}</b> <Sentence finding={finding} />
          </Alert>
        </li>
      ))}
    </ul>
  )
}

/** In the person's language by its place and code; else the server's words, which name what they are about. */
function Sentence({ finding }: { finding: Finding }) {
  const translate = useTranslate()
  const { language, list } = useFormat()
  const { code, data, field, message } = finding
  const place = field
    .split('/')
    .filter((part) => part && !/^\d+$/.test(part))
    .join('_')
  const tongue = (tag: unknown) => (typeof tag === 'string' ? language(tag) : '')
  const locales = typeof data.locales === 'string' ? list(data.locales.split(', ').map(tongue)) : ''
  const words = { ...data, locale: tongue(data.locale), instead: tongue(data.instead), locales }
  const advice = translate(`content_advice.${code}`, { ...words, _: message })
  const byCode = translate(`campaigns.findings.${code}`, { ...words, _: advice })
  return translate(`campaigns.findings.${place}_${code}`, { ...words, _: byCode })
}
