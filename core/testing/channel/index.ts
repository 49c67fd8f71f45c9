import { broken, describeProperties, type Property } from '../property.ts'
import { checkId, checkLabel } from '../words.ts'
import { addressProperties } from './address.ts'
import { contentProperties } from './content.ts'
import type { ChannelSubject } from './subject.ts'

export type { AddressSample, ChannelSubject, ContentSample } from './subject.ts'

const declarationProperties: readonly Property<ChannelSubject>[] = [
  {
    name: 'id, labels, consent and policy are complete',
    async run({ channel }) {
      checkId('channel.id', channel.id)
      checkLabel('channel.label', channel.label)
      const { basis, keywords } = channel.consent
      if (!['opt-in', 'opt-out', 'session'].includes(basis)) throw broken(`channel.consent.basis is '${basis}'`)
      if (typeof keywords !== 'boolean') throw broken('channel.consent.keywords must be true or false')
      if (!['at_least_once', 'at_most_once'].includes(channel.policy))
        throw broken(`channel.policy is '${channel.policy}'`)
    },
  },
  {
    name: 'the kind of address is named, and its import columns can be matched',
    async run({ channel: { address } }) {
      checkId('address.kind', address.kind)
      checkLabel('address.label', address.label)
      const odd = address.columns.find((column) => !/^[\p{Ll}\p{Lo}\p{N}]+$/u.test(column))
      if (odd !== undefined) throw broken(`address.columns: '${odd}' must be lower case, without spaces or punctuation`)
    },
  },
]

/** All that must hold for a channel, each to be run by hand too. */
export const channelProperties: readonly Property<ChannelSubject>[] = [
  ...declarationProperties,
  ...addressProperties,
  ...contentProperties,
]

/** Runs every property of a channel as a vitest test. */
export function describeChannel(subject: ChannelSubject): void {
  describeProperties(`channel ${subject.channel.id}`, channelProperties, subject)
}
