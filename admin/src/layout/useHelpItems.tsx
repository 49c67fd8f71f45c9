import MenuItem from '@mui/material/MenuItem'
import { useTranslate } from 'ra-core'
import { Link } from 'react-router-dom'

/** The tour again, the guide, and the documents: items of a menu. A list, since a menu takes no component between itself and its items. */
export function useHelpItems(close: () => void) {
  const translate = useTranslate()
  return [
    <MenuItem key="tour" component={Link} to="/home?tour=1" onClick={close}>
      {translate('shell.tour')}
    </MenuItem>,
    <MenuItem key="guide" component={Link} to="/help" onClick={close}>
      {translate('shell.guide')}
    </MenuItem>,
    <MenuItem key="api" component="a" href="/docs" target="_blank" rel="noopener" onClick={close}>
      {translate('shell.help_api')}
    </MenuItem>,
  ]
}
