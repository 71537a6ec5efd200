import type { WriteOptions, WriteSheet } from 'hucre/xlsx'

type NamedRange = NonNullable<WriteOptions['namedRanges']>[number]

/**
 * Rows that each printed page repeats. The writer's own setting names the sheet without quotes: Excel finds such a
 * workbook damaged, and LibreOffice repeats nothing.
 */
export function withPrintTitles(sheets: readonly WriteSheet[]): {
  sheets: WriteSheet[]
  namedRanges: NamedRange[]
} {
  const namedRanges = sheets.flatMap(({ name, pageSetup }): NamedRange[] =>
    pageSetup?.printTitlesRow === undefined
      ? []
      : [
          {
            name: '_xlnm.Print_Titles',
            range: `'${name.replaceAll("'", "''")}'!${pageSetup.printTitlesRow}`,
            scope: name,
          },
        ],
  )
  return { sheets: sheets.map(withoutOwn), namedRanges }
}

function withoutOwn(sheet: WriteSheet): WriteSheet {
  const { printTitlesRow, ...pageSetup } = sheet.pageSetup ?? {}
  return printTitlesRow === undefined ? sheet : { ...sheet, pageSetup }
}
