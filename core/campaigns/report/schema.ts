import Type, { type Static, type TSchema } from 'typebox'
import { Nullable, Timestamp } from '../../http/schemas.ts'

export const Count = Type.Integer({ minimum: 0 })
const Said = (description: string) => Type.Integer({ minimum: 0, description })

export const FiguresSchema = Type.Object(
  {
    audience: Said('Everybody: sent + excluded + waiting + notSent'),
    excluded: Said('Kept back: no consent, suppressed, no address'),
    waiting: Said('Still to be sent, or on the wire'),
    sent: Said('Handed over, whatever came of it'),
    delivered: Said('Taken by the receiving side and not returned since'),
    bounced: Said('The address does not exist'),
    failed: Said('Refused for another reason'),
    unknown: Said('May have left or not: the answer was lost'),
    notSent: Said('Cancelled, expired, or could not be rendered'),
    opened: Said('People who opened, by their own hand; known of those only who agreed to it'),
    clicked: Said('People who clicked, by their own hand'),
    machineOpened: Said('Opens by software'),
    machineClicked: Said('Clicks by software'),
    unsubscribed: Count,
    complained: Count,
    replied: Count,
  },
  { $id: 'CampaignFigures', description: 'What a campaign came to' },
)
export type FiguresShape = Static<typeof FiguresSchema>

/** A share of 1, or null where nothing was there to take a share of. */
export const Share: TSchema = Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
  description: 'Share of 1; null where there is nothing to take it of',
})

export const RatesSchema = Type.Object(
  {
    done: Share,
    delivery: Share,
    open: Share,
    click: Share,
    bounce: Share,
    unsubscribe: Share,
    complaint: Share,
  },
  {
    $id: 'CampaignRates',
    description: 'done: of the audience; delivery and bounce: of sent; the others: of delivered',
  },
)

export const SpeedSchema = Type.Object(
  {
    perSecond: Nullable(
      Type.Number({
        description: 'Messages a second over the last seconds; of a finished campaign over its whole time',
      }),
    ),
    secondsLeft: Nullable(Type.Integer({ description: 'For what is due now; null when nothing moves' })),
    nextDueAt: Nullable(
      Type.String({ format: 'date-time', description: 'When more falls due: a time zone, or another try' }),
    ),
    later: Type.Integer({ description: 'Messages of time zones that are not due yet' }),
    startedAt: Nullable(Timestamp),
    finishedAt: Nullable(Timestamp),
  },
  { $id: 'CampaignSpeed' },
)
