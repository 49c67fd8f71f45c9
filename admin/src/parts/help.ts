import { createContext } from 'react'

/** Address of the guide's page about the page that is shown; the router says it (layout/PanelRoutes.tsx). */
export const HelpContext = createContext<string | undefined>(undefined)
