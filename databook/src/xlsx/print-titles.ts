import type { WriteOptions, WriteSheet } from 'hucre/xlsx'

type NamedRange = NonNullable<WriteOptions['namedRanges']>[number]

/**
 * Rows that each printed page repeats. The writer's own setting names the sheet without the quotes that a name with
 * spaces needs: LibreOffice repeats nothing then.
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
