import { expect, test } from 'vitest'
import { createDoors } from '../../core/campaigns/dispatch/doors.ts'

const at = (address: string | null, state = 1) => ({ contactId: `c-${address}`, state, address })
const destinationOf = (address: string) => address.split('@')[1]!

function stand(breakers: { destination: string; waitMs: number }[]) {
  let time = 1_000_000
  const doors = createDoors(destinationOf, breakers, () => time)
  const go = (...addresses: (string | null)[]) => {
    const { going, held } = doors.pass(addresses.map((address) => at(address)))
    return [going.map((one) => one.address), held.map((one) => [one.contactId.slice(2), one.delayMs])]
  }
  const wait = (ms: number) => {
    time += ms
  }
  return { doors, go, wait }
}

test('with all doors open a group passes as it is', () => {
  const { doors } = stand([])
  const group = [at('a@x'), at(null)]
  expect(doors.pass(group)).toEqual({ going: group, held: [] })
  expect(doors.pass(group).going).toBe(group)
})

test('a closed door holds its own for as long as it is closed; the account’s breaker is none', () => {
  const { go, wait } = stand([
    { destination: 'x', waitMs: 500 },
    { destination: '', waitMs: 9_000 },
  ])
  expect(go('a@x', 'b@y', null)).toEqual([['b@y', null], [['a@x', 500]]])
  wait(200)
  expect(go('a@x')).toEqual([[], [['a@x', 300]]])
})

test('then one tries and the others wait for it; taken, the door is open for good', () => {
  const { doors, go } = stand([{ destination: 'x', waitMs: -5 }])
  expect(go('a@x', 'b@x', 'c@y')).toEqual([['a@x', 'c@y'], [['b@x', 5_000]]])
  doors.accepted('c@y')
  expect([doors.opened, doors.closed]).toEqual([[], true])
  doors.accepted('a@x')
  expect([doors.opened, doors.closed]).toEqual([['x'], false])
  expect(go('b@x', 'd@x')).toEqual([['b@x', 'd@x'], []])
})

test('refused again, it is closed again; without an answer another one tries', () => {
  const { doors, go, wait } = stand([{ destination: 'x', waitMs: 0 }])
  expect(go('a@x')).toEqual([['a@x'], []])
  doors.close('x', 60_000)
  expect(go('b@x')).toEqual([[], [['b@x', 60_000]]])
  wait(60_000)
  expect(go('b@x', 'c@x')[0]).toEqual(['b@x'])
  wait(5_000)
  expect(go('c@x', 'd@x')[0]).toEqual(['c@x'])
})

test('what was on its way before the door closed does not open it', () => {
  const { doors, go } = stand([])
  doors.close('x', 1_000)
  doors.accepted('early@x')
  expect(go('a@x')[0]).toEqual([])
})
