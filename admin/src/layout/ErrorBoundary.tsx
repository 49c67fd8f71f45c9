import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { Component, type ReactNode } from 'react'
import { EmptyState } from '../parts/EmptyState.tsx'
import { Page } from '../parts/Page.tsx'

/** A page that broke does not take the menu with it. After an update of the server its old files are gone: reload. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    return this.state.error === null ? this.props.children : <Broken error={this.state.error} />
  }
}

const isOldFile = (error: unknown) =>
  error instanceof TypeError && /dynamically imported module|Importing a module/i.test(error.message)

function Broken({ error }: { error: unknown }) {
  const translate = useTranslate()
  const old = isOldFile(error)
  return (
    <Page title={translate(old ? 'shell.updated_title' : 'shell.broken_title')}>
      <EmptyState
        text={translate(old ? 'shell.updated_text' : 'shell.broken_text')}
        action={
          <Button variant="contained" onClick={() => location.reload()}>
            {translate('shell.reload')}
          </Button>
        }
      />
    </Page>
  )
}
