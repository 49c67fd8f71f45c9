import { dirname } from 'node:path'
import type { Report } from '../report.ts'
import { reportDocument } from './document.ts'
import { type Language, speechOf } from './speech.ts'

/** The report as PDF. The font is a file of the installation; nothing is fetched, and no other file is read. */
export async function reportPdf(report: Report, language: Language, timeZone: string): Promise<Buffer> {
  const printer = await openPrinter()
  return printer.createPdf(reportDocument(report, speechOf(language, timeZone), new Date().toISOString())).getBuffer()
}

/** Loaded when the first report is printed: it takes 10 MB that most processes never need. */
async function openPrinter() {
  const [{ default: printer }, { default: fonts }] = await Promise.all([
    import('pdfmake'),
    import('pdfmake/fonts/Roboto.js'),
  ])
  const folder = dirname(fonts.Roboto!.normal!)
  printer.setFonts(fonts)
  printer.setUrlAccessPolicy(() => false)
  printer.setLocalAccessPolicy((path) => dirname(path) === folder)
  return printer
}
