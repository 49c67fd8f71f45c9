import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router-dom'
import { keepTourSeen, tourSeen } from './seen.ts'

/** Offers the tour on the first visits; nothing is in the way of somebody who wants to work. */
export function TourOffer() {
  const translate = useTranslate()
  const [search] = useSearchParams()
  const [away, setAway] = useState(tourSeen)
  if (away || search.has('tour')) return null
  const dismiss = () => {
    keepTourSeen()
    setAway(true)
  }
  return (
    <Alert
      severity="info"
      icon={false}
      sx={{ mb: 2, flexWrap: { xs: 'wrap', sm: 'nowrap' }, '& .MuiAlert-message': { flex: '1 1 240px' } }}
      action={
        <>
          <Button size="small" color="inherit" onClick={dismiss}>
            {translate('home.tour.dismiss')}
          </Button>
          <Button size="small" color="inherit" variant="outlined" component={Link} to="/home?tour=1" sx={{ ml: 1 }}>
            {translate('home.tour.begin')}
          </Button>
        </>
      }
    >
      {translate('home.tour.offer')}
    </Alert>
  )
}
