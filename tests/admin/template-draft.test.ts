import { describe, expect, test } from 'vitest'
import { createKeeper } from '../../admin/src/data/keeper.ts'
import { ApiProblem } from '../../admin/src/data/problem.ts'
import type { TemplateChange } from '../../admin/src/templates/calls.ts'
import { keeping } from '../../admin/src/templates/draft/keeping.ts'
import type { Opened, Template } from '../../admin/src/templates/types.ts'

const timeOf = (change: number) => `2026-11-21T08:00:0${change}.000Z`
const opened = (changes: Partial<Opened['template']> = {}): Opened => ({
  template: { id: 't', name: 'Letter', defaultLocale: 'en', updatedAt: timeOf(0), ...changes } as Template,
  contents: { en: { subject: 'Hello', text: 'Bells' } },
})
const written = (subject: string) => ({ contents: { en: { subject, text: 'Bells' } } })

/** A server that keeps one template, gives each change a new time, and cuts the spaces around a name. */
function server() {
  let row = opened()
  let changed = 0
  let refusal: 'not_found' | null = null
  const sent: TemplateChange[] = []
  return {
    sent,
    set: (next: Opened) => {
      row = next
    },
    remove: () => {
      refusal = 'not_found'
    },
    calls: {
      onSaved: () => {},
      open: async () => row,
      async change(_id: string, { basedOn, ...change }: TemplateChange) {
        sent.push({ basedOn, ...change } as TemplateChange)
        if (refusal) throw new ApiProblem({ status: 404, code: refusal, detail: '' })
        if (basedOn !== row.template.updatedAt) throw new ApiProblem({ status: 409, code: 'stale', detail: '' })
        const { contents = row.contents, name = row.template.name } = change
        row = { template: { ...row.template, name: name.trim(), updatedAt: timeOf(++changed) }, contents }
        return row.template
      },
    },
  }
}

describe('a template that keeps itself', () => {
  test('sends the parts that changed, each change based on the one before, and a name cut by the server only once', async () => {
    const { calls, sent } = server()
    const keeper = createKeeper(opened(), keeping(calls))
    keeper.change({ name: 'Post ' })
    expect(await keeper.save()).toBe(true)
    keeper.change(written('Good day'))
    expect(await keeper.save()).toBe(true)
    expect(sent).toEqual([
      { basedOn: timeOf(0), name: 'Post ' },
      { basedOn: timeOf(1), ...written('Good day') },
    ])
    expect(keeper.read()).toMatchObject({ keeping: { is: 'saved' }, base: written('Good day') })
  })

  test('takes a newer one over only while nothing is unsaved here', async () => {
    const { calls } = server()
    const keeper = createKeeper(opened(), keeping(calls))
    keeper.change({ name: 'Mine' })
    keeper.adopt(opened({ name: 'Theirs', updatedAt: timeOf(5) }))
    expect(keeper.read().draft.name).toBe('Mine')
    expect(await keeper.save()).toBe(true)
    keeper.adopt(opened({ name: 'Older', updatedAt: timeOf(0) }))
    expect(keeper.read().draft.name).toBe('Mine')
    keeper.adopt(opened({ name: 'Theirs', updatedAt: timeOf(5) }))
    expect(keeper.read().draft.name).toBe('Theirs')
  })

  test('waits for a choice where somebody else was faster', async () => {
    const { calls, sent, set } = server()
    const keeper = createKeeper(opened(), keeping(calls))
    const theirs = opened({ name: 'Theirs', updatedAt: timeOf(5) })
    set(theirs)
    keeper.change(written('Good day'))
    expect(await keeper.save()).toBe(false)
    expect(keeper.read().keeping).toEqual({ is: 'stale', theirs })
    expect(await keeper.settle({ name: 'Theirs', defaultLocale: 'en', ...written('Good day') }, theirs)).toBe(true)
    expect(sent[1]).toEqual({ basedOn: timeOf(5), ...written('Good day') })
  })

  test('says that it was deleted, keeps what was written, and asks no more', async () => {
    const { calls, sent, remove } = server()
    const keeper = createKeeper(opened(), keeping(calls))
    remove()
    keeper.change(written('Good day'))
    expect(await keeper.save()).toBe(false)
    expect(keeper.read()).toMatchObject({ keeping: { is: 'gone' }, draft: written('Good day') })
    expect([await keeper.save(), sent.length]).toEqual([false, 1])
  })
})
