import type { Contact } from '../../people/types.ts'

/** First and last name, else the main address, else nothing. */
export const nameOf = ({ firstName, lastName, addresses }: Pick<Contact, 'firstName' | 'lastName' | 'addresses'>) =>
  [firstName, lastName].filter(Boolean).join(' ') || mainAddress({ addresses })

/** The address that campaigns use, of whatever kind comes first. */
export const mainAddress = ({ addresses }: Pick<Contact, 'addresses'>) =>
  (addresses.find(({ primary }) => primary) ?? addresses[0])?.value ?? ''
