import { readFileSync, statSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { exportResult, type ExportFormat } from '@ledger-lift/databook'
import type { ExtractionResult } from '@ledger-lift/extraction'
import { AppError } from '../errors.ts'
import { positionals, UsageError, type Command } from './command.ts'
import { EXIT, type ExitStatus } from './exit.ts'
import { extractFile } from './extract-file.ts'
import type { Program } from './program.ts'
import { limitsOf } from '../processing/children/limits.ts'
import { writeWholeFile } from './whole-file.ts'

const FORMATS = ['json', 'xlsx', 'csv', 'md'] as const satisfies readonly ExportFormat[]

export const processFile: Command = {
  name: 'process-file',
  usage: 'FILE [--format json|xlsx|csv|md] [--out F] [--pages 1-3] [--password-file F] [--no-stitch]',
  summary: 'Extracts one file and prints the result; needs no database.',
  details: [
    '--format         json (the default), xlsx, csv (a zip with one csv a table) or md; else by the ending of --out',
    '--out F          writes the file F, whole or not at all, instead of standard output',
    '--pages          1-3, 7 or 1-3,7,9-',
    '--password-file  the password is its first line',
    '--no-stitch      a table that goes on over pages stays a table a page; STITCH_TABLES=false does so, too',
    'Exit status: 0 all pages read; 2 wrong usage; 3 neither PDF nor DOCX, or damaged beyond reading; 4 a password is',
    'needed or wrong; 5 over a limit; 6 read, but some pages failed (see notes); 1 a bug; 7 no permission or disk full.',
  ],
  async run(args, program) {
    const { values, positionals: given } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        out: { type: 'string' },
        pages: { type: 'string' },
        'password-file': { type: 'string' },
        'no-stitch': { type: 'boolean', default: false },
      },
    })
    const path = resolve(program.directory, ...positionals(given, 'FILE'))
    const out =
      values.out === undefined || values.out === '-' ? undefined : resolve(program.directory, values.out)
    const format = chooseFormat(values.format, out)
    if (out === path) throw new UsageError('--out is the document itself; give another file.')
    if (!out && format !== 'json' && format !== 'md' && program.output.isTerminal) {
      throw new UsageError(`${format} is not for a terminal: give --out F.`)
    }
    const { config, log } = program.configure()
    const passwordFile = values['password-file']
    const result = await extractFile(readDocument(path, config.maxFileSize), {
      filename: basename(path),
      layoutProgram: config.layoutProgram,
      log,
      limits: limitsOf(config),
      pages: values.pages,
      engine: {
        stitch: config.stitchTables && !values['no-stitch'],
        languages: config.ocrLanguages,
      },
      password:
        passwordFile === undefined ? undefined : readPassword(resolve(program.directory, passwordFile)),
    })
    const { bytes } = await exportResult(result, format)
    if (out) writeWholeFile(out, bytes)
    else await program.output.print(bytes)
    return tellOfPages(result, program)
  },
}

function chooseFormat(asked: string | undefined, out: string | undefined): ExportFormat {
  const ending = extname(out ?? '').toLowerCase()
  const byEnding = ending === '.zip' ? 'csv' : FORMATS.find((format) => ending === `.${format}`)
  const format = asked === undefined ? (byEnding ?? 'json') : FORMATS.find((one) => one === asked)
  if (!format)
    throw new UsageError(`--format is ${JSON.stringify(asked)} but must be one of ${FORMATS.join(', ')}.`)
  return format
}

function readDocument(path: string, maxFileSize: number): Uint8Array {
  const { size } = statSync(path)
  if (size > maxFileSize) {
    throw new AppError('upload.too_large', `${path} has ${size} bytes; MAX_FILE_SIZE allows ${maxFileSize}.`)
  }
  const bytes = readFileSync(path)
  if (bytes.length === 0) throw new AppError('upload.empty', `${path} is empty.`)
  return bytes
}

const readPassword = (path: string) => readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? ''

function tellOfPages(result: ExtractionResult, { output }: Program): ExitStatus {
  const failed = result.notes.filter(({ code }) => code === 'page.failed' || code === 'page.over_limit')
  if (failed.length === 0) return EXIT.ok
  const numbers = failed.flatMap(({ page }) => (page === undefined ? [] : [page]))
  output.tell(`ledger-lift: Read, but not page ${numbers.join(', ')}: ${failed[0]?.message ?? 'see notes'}`)
  return EXIT.pagesFailed
}
