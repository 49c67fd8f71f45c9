import LinearProgress from '@mui/material/LinearProgress'
import { useTranslate } from 'ra-core'
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { Navigate, Route, Routes, useLocation } from 'react-router-dom'
import { addMessages } from '../i18n/provider.ts'
import { PAGES } from '../pages.ts'
import { HelpContext } from '../parts/help.ts'
import type { PageRoute, PanelPage } from '../registry.ts'
import { useMe } from '../session/useSession.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Forbidden, NotFound } from './Missing.tsx'

/** A page and the messages of its folder, together: no page is ever shown without its words. */
function lazily(page: PanelPage, route: PageRoute): ComponentType {
  return lazy(async () => {
    const [component, messages] = await Promise.all([route.page(), page.messages()])
    addMessages(page.name, messages.default)
    return component
  })
}

const ROUTES = PAGES.flatMap((page) =>
  page.routes.map((route) => ({ route, help: route.help ?? page.help, Page: lazily(page, route) })),
)

export function PanelRoutes() {
  const translate = useTranslate()
  const { pathname } = useLocation()
  return (
    <ErrorBoundary key={pathname}>
      <Suspense fallback={<LinearProgress aria-label={translate('shell.loading')} />}>
        <Routes>
          <Route path="/" element={<Home />} />
          {ROUTES.map(({ route, help, Page }) => (
            <Route
              key={route.path}
              path={route.path}
              element={
                <Guard needs={route.needs}>
                  <HelpContext.Provider value={help ? `/help/${help}` : undefined}>
                    <Page />
                  </HelpContext.Provider>
                </Guard>
              }
            />
          ))}
          <Route path="*" element={<NotFound />} />
        </Routes>
      </Suspense>
    </ErrorBoundary>
  )
}

function Guard({ needs, children }: Pick<PageRoute, 'needs'> & { children: ReactNode }) {
  const { permissions } = useMe()
  return needs && !permissions.includes(needs) ? <Forbidden /> : children
}

/** The first page of the menu that this person may see. */
function Home() {
  const { permissions } = useMe()
  const first = PAGES.flatMap(({ menu }) => menu ?? []).find(({ needs }) => !needs || permissions.includes(needs))
  return <Navigate to={first?.to ?? '/me'} replace />
}
