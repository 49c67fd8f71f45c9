import { api } from '../data/api.ts'
import type { Check, Contents, Opened, Template, Usage, Version } from './types.ts'

export interface TemplateChange {
  readonly name?: string
  readonly defaultLocale?: string
  readonly contents?: Contents
  /** `updatedAt` of what was read; the server answers `stale` when there is a newer one. */
  readonly basedOn?: string
}

/** What can be asked of the API about templates. */
export const templates = {
  create: (made: { name: string; channel: string; defaultLocale?: string; contents?: Contents }) =>
    api.post<Template>('/templates', made),
  /** The template first: contents that are newer than its time are refused at saving, older ones would overwrite. */
  async open(id: string, signal?: AbortSignal): Promise<Opened> {
    const template = await api.get<Template>(`/templates/${id}`, { signal })
    const { data } = await api.get<{ data: Version[] }>(`/templates/${id}/versions`, { query: { limit: 1 }, signal })
    return { template, contents: (data[0]?.contents ?? {}) as Contents }
  },
  change: (id: string, change: TemplateChange) => api.patch<Template>(`/templates/${id}`, change),
  async duplicate(id: string, name: string): Promise<Template> {
    const { template, contents } = await templates.open(id)
    return templates.create({ name, channel: template.channel, defaultLocale: template.defaultLocale, contents })
  },
  remove: (id: string) => api.delete(`/templates/${id}`),
  check: (id: string, signal?: AbortSignal) => api.get<Check>(`/templates/${id}/check`, { signal }),
  publish: (id: string) => api.post<Version>(`/templates/${id}/publish`),
  usage: (id: string) => api.get<Usage>(`/templates/${id}/usage`),
}
