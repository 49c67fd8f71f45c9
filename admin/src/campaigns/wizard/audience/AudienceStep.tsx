import Button from '@mui/material/Button'
import Grid from '@mui/material/Grid'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { ErrorNote } from '../../../parts/ErrorNote.tsx'
import { Section } from '../../../parts/Section.tsx'
import { useAudienceOptions } from '../../plan/audience-options.ts'
import type { AudienceEntry } from '../../types.ts'
import { Explanation } from '../explain/Explanation.tsx'
import type { StepProps } from '../Wizard.tsx'
import { AudienceInput } from './AudienceInput.tsx'
import { BasisInput } from './BasisInput.tsx'

/** Who it is for and why one may write to them; beside it, while choosing, who will get it and who will not. */
export function AudienceStep({ editing }: StepProps) {
  const translate = useTranslate()
  const { options, error } = useAudienceOptions()
  const { plan } = editing.draft
  const include = plan.audience?.include ?? []
  const exclude = plan.audience?.exclude ?? []
  const set = (next: { include?: AudienceEntry[]; exclude?: AudienceEntry[] }) => {
    const audience = { include, exclude, ...next }
    editing.plan({ audience: audience.include.length + audience.exclude.length > 0 ? audience : undefined })
  }
  return (
    <Grid container spacing={2}>
      <Grid size={{ xs: 12, lg: 7 }}>
        <Section title={translate('campaigns.who')}>
          <ErrorNote error={error} />
          {options?.length === 0 && include.length === 0 ? (
            <NoSources />
          ) : (
            <>
              <AudienceInput
                label={translate('campaigns.include')}
                hint={translate('campaigns.hints.include')}
                entries={include}
                elsewhere={exclude}
                options={options}
                onChange={(entries) => set({ include: entries })}
              />
              <AudienceInput
                label={translate('campaigns.exclude')}
                hint={translate('campaigns.hints.exclude')}
                entries={exclude}
                elsewhere={include}
                options={options}
                onChange={(entries) => set({ exclude: entries })}
              />
            </>
          )}
        </Section>
        <BasisInput editing={editing} />
      </Grid>
      <Grid size={{ xs: 12, lg: 5 }}>
        <Explanation plan={plan} />
      </Grid>
    </Grid>
  )
}

function NoSources() {
  const translate = useTranslate()
  return (
    <EmptyState
      text={translate('campaigns.no_sources_text')}
      action={
        <>
          <Button component={Link} to="/imports" variant="outlined" sx={{ mr: 1 }}>
            {translate('campaigns.import_people')}
          </Button>
          <Button component={Link} to="/lists">
            {translate('campaigns.to_lists')}
          </Button>
        </>
      }
    />
  )
}
