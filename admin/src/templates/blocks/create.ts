import grapesjs, { type Editor } from 'grapesjs'
import es from 'grapesjs/locale/es.mjs'
import fr from 'grapesjs/locale/fr.mjs'
import grapesMjml from 'grapesjs-mjml'
import mjmlEs from 'grapesjs-mjml/locale/es'
import mjmlFr from 'grapesjs-mjml/locale/fr'

export interface Places {
  readonly canvas: HTMLElement
  readonly blocks: HTMLElement
  readonly styles: HTMLElement
  readonly settings: HTMLElement
  readonly layers: HTMLElement
}

interface Wishes {
  readonly language: string
  /** Takes pictures that were dropped or chosen, gives addresses that this page can show. Without: none can be added. */
  readonly onFiles: ((files: readonly File[]) => Promise<readonly string[]>) | null
}

/** Both come as CommonJS: what they export stands one `default` deeper in a build. */
const exported = <T>(module: T): T => (module as { default?: T }).default ?? module

/** GrapesJS with MJML's blocks in our own frame: no panels of its own, nothing kept by it, nothing asked of anybody. */
export function createBlocks(places: Places, { language, onFiles }: Wishes): Editor {
  return grapesjs.init({
    container: places.canvas,
    height: '560px',
    width: 'auto',
    telemetry: false,
    // Its icons would come from a public server.
    cssIcons: '',
    storageManager: false,
    panels: { defaults: [] },
    showDevices: false,
    // Also by a press, for who does not drag.
    blockManager: { appendTo: places.blocks, appendOnClick: true },
    styleManager: { appendTo: places.styles },
    traitManager: { appendTo: places.settings },
    layerManager: { appendTo: places.layers },
    selectorManager: { appendTo: document.createElement('div') },
    i18n: {
      locale: language,
      detectLocale: false,
      messagesAdd: { fr: { ...fr, ...exported(mjmlFr) }, es: { ...es, ...exported(mjmlEs) } },
    },
    assetManager: {
      upload: false,
      dropzone: false,
      ...(onFiles ? { uploadFile: (event: DragEvent | InputEvent) => void take(event, onFiles) } : {}),
    },
    plugins: [
      (editor: Editor) => {
        created = editor
        exported(grapesMjml)(editor, {
          fonts: {},
          useXmlParser: true,
          useCustomTheme: false,
          resetDevices: true,
          i18n: {},
        })
      },
    ],
  })
}

let created: Editor | null = null

async function take(event: DragEvent | InputEvent, onFiles: NonNullable<Wishes['onFiles']>): Promise<void> {
  const editor = created
  const files =
    'dataTransfer' in event && event.dataTransfer ? event.dataTransfer.files : (event.target as HTMLInputElement).files
  const urls = await onFiles([...(files ?? [])])
  editor?.AssetManager.add([...urls])
}
