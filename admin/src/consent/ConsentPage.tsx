import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import type { ReactNode } from 'react'
import { Page } from '../parts/Page.tsx'
import { PageTabs } from '../parts/PageTabs.tsx'
import { useConsentTabs } from './tabs.ts'

interface ConsentPageProps {
  readonly title: string
  /** What this page is for, and what it does not do. */
  readonly about: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function ConsentPage({ title, about, actions, children }: ConsentPageProps) {
  const tabs = useConsentTabs()
  const translate = useTranslate()
  return (
    <Page title={title} actions={actions}>
      <PageTabs tabs={tabs} label={translate('consent.title')} />
      <Typography color="textSecondary" sx={{ mb: 2, maxWidth: 820 }}>
        {about}
      </Typography>
      {children}
    </Page>
  )
}
