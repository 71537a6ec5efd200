import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTables } from './find-tables.ts'
import { grid, lineAt, pageOf, type Setting } from './testing-pages.ts'

const ENDS = [400, 480]
const HEADINGS = lineAt(100, '', ['2018', '2017'], ENDS)
const words = (y: number, text: string): Setting => ({ x: 160, y, text })

const rowsOf = (settings: readonly Setting[]): string[][] => findTables(pageOf(settings)).map(grid)

/** Date, what was booked, and the amounts. */
const booked = (y: number, date: string, text: string, values: string[]): Setting[] => [
  ...lineAt(y, date, values, ENDS),
  words(y, text),
]

test('amounts with CR and DR are values: a row of them is a row of its own', () => {
  const account = [
    ...lineAt(100, 'Date', ['Debit', 'Balance'], ENDS),
    words(100, 'Text'),
    ...booked(114, '', 'Opening balance', ['', '5,539.86 CR']),
    ...booked(128, '02.03.2024', 'Fuel', ['762.95', '4,776.91 CR']),
    ...booked(142, '03.03.2024', 'Rent', ['5,000.00', '223.09 DR']),
  ]
  assert.deepEqual(rowsOf(account), [
    [
      'Date|Text|Debit|Balance',
      '|Opening balance||5,539.86 CR',
      '02.03.2024|Fuel|762.95|4,776.91 CR',
      '03.03.2024|Rent|5,000.00|223.09 DR',
    ],
  ])
})

test('dates in columns as near as words that are set wide stay apart', () => {
  const dates = (y: number, text: string): Setting[] => [
    { x: 50, y, text: '02/03/2024' },
    { x: 110, y, text: '02/03/2024' },
    { x: 170, y, text },
    ...lineAt(y, '', ['762.95', '4,776.91'], ENDS),
  ]
  const [table] = rowsOf([...dates(114, 'Fuel'), ...dates(128, 'Rent'), ...dates(142, 'Salary')])
  assert.equal(table?.[0], '02/03/2024|02/03/2024|Fuel|762.95|4,776.91')
})

test('the last row goes on in a second line as rows before it do', () => {
  const account = [
    ...booked(114, '1', 'Toner, black', ['762.95', '776.91']),
    words(125, 'Order 48812'),
    ...booked(142, '2', 'Freight', ['5,000.00', '223.09']),
    ...booked(160, '3', 'Toner, white', ['762.95', '776.91']),
    words(171, 'Order 48813'),
  ]
  assert.deepEqual(rowsOf(account), [
    [
      '1|Toner, black Order 48812|762.95|776.91',
      '2|Freight|5,000.00|223.09',
      '3|Toner, white Order 48813|762.95|776.91',
    ],
  ])
})

test('values that stand on the last line of their row take the lines above them', () => {
  const list = [
    ...lineAt(100, '#', ['Price', 'Amount'], ENDS),
    words(100, 'Goods'),
    words(115, 'Installation'),
    words(127, 'and first'),
    ...booked(139, '1', 'service', ['143.85', '2,877.00']),
    words(154, 'Consulting,'),
    ...booked(166, '2', 'per day', ['285.72', '6,857.28']),
    words(180, 'Cable,'),
    words(192, 'shielded, 25'),
    ...booked(204, '3', 'm', ['395.63', '9,495.12']),
  ]
  assert.deepEqual(rowsOf(list), [
    [
      '#|Goods|Price|Amount',
      '1|Installation and first service|143.85|2,877.00',
      '2|Consulting, per day|285.72|6,857.28',
      '3|Cable, shielded, 25 m|395.63|9,495.12',
    ],
  ])
})

test('a row without room for its label and its words goes on in a second line with both', () => {
  const regions = [
    ...booked(114, 'Americas', 'Leased office', ['31,783', '70.2%']),
    ...booked(129, 'Asia', 'Plant and', ['', '']),
    ...booked(141, 'Pacific', 'warehouse', ['31,397', '43.4%']),
    ...booked(156, 'Europe', 'Shop', ['12', '1.5%']),
  ]
  assert.equal(rowsOf(regions)[0]?.[1], 'Asia Pacific|Plant and warehouse|31,397|43.4%')
})

test('a label alone as far off as rows are is a heading, however long the label over it', () => {
  const ends = [200, 280]
  const statement = [
    ...lineAt(100, '', ['2018', '2017'], ends),
    { x: 50, y: 114, text: 'Receivables, net of' },
    ...lineAt(125, 'all allowances', ['745.8', '8.5'], ends),
    ...lineAt(139, 'Total current assets', ['745.8', '8.5'], ends),
    { x: 50, y: 153, text: 'Plant' },
    { x: 60, y: 167, text: 'Machinery, net of' },
    ...lineAt(178, 'depreciation', ['33.8', '12.4'], ends),
    ...lineAt(192, 'Goodwill', ['9.4', '61.6'], ends),
  ]
  assert.deepEqual(rowsOf(statement)[0]?.slice(2, 5), [
    'Total current assets|745.8|8.5',
    'Plant||',
    'Machinery, net of depreciation|33.8|12.4',
  ])
})

test('a first row of nil with a currency is no heading', () => {
  const statement = [
    ...HEADINGS,
    ...lineAt(114, 'Cost of sales', ['CHF -12', 'CHF —'], ENDS),
    ...lineAt(128, 'Restructuring', ['5', '28'], ENDS),
    ...lineAt(142, 'Total', ['-7', '28'], ENDS),
  ]
  const [table] = findTables(pageOf(statement))
  assert.equal(table?.headerRows, 1)
  assert.equal(grid(table)[1], 'Cost of sales|CHF -12|CHF —')
})

test('numbers with signs of their own are cells of their own, however near', () => {
  const ends = [300, 363, 426]
  const statement = [
    ...lineAt(100, '', ['2018', '2017', '2016'], ends),
    ...lineAt(114, 'Sales', ['$ 1.2', '$ 2.8', '$ 35.9'], ends),
    ...lineAt(128, 'Costs', ['$ 4.4', '$ 7.4', '$ 77.9'], ends),
    ...lineAt(142, 'Total', ['$(100,456.5)', '$(102,104.6)', '$(61,148.2)'], ends),
  ]
  assert.equal(rowsOf(statement)[0]?.[3], 'Total|$(100,456.5)|$(102,104.6)|$(61,148.2)')
})

test('prose between two tables parts them, and is in neither', () => {
  const rows = (y: number): Setting[] => [
    ...lineAt(y, 'Sales', ['1,234', '1,100'], ENDS),
    ...lineAt(y + 14, 'Costs', ['(900)', '(850)'], ENDS),
    ...lineAt(y + 28, 'Profit', ['334', '250'], ENDS),
  ]
  const page = [
    ...HEADINGS,
    ...rows(114),
    { x: 50, y: 166, text: '5. Other companies' },
    { x: 50, y: 180, text: 'The amounts include the companies acquired.' },
    ...lineAt(200, '', ['2015', '2014'], ENDS),
    ...rows(214),
  ]
  const table = (years: string): string[] => [
    years,
    'Sales|1,234|1,100',
    'Costs|(900)|(850)',
    'Profit|334|250',
  ]
  assert.deepEqual(rowsOf(page), [table('|2018|2017'), table('|2015|2014')])
})

test('of two texts in one column beside each other none is lost', () => {
  const headings = [
    { x: 50, y: 100, text: 'Date' },
    { x: 110, y: 100, text: 'Value date' },
    ...lineAt(100, '', ['Debit', 'Balance'], ENDS),
  ]
  const rows = [114, 128, 142].flatMap((y) =>
    lineAt(y, 'Fuel and rent and other', ['762.95', '4,776.91'], ENDS),
  )
  const [table] = rowsOf([...headings, ...rows])
  assert.match(table?.[0] ?? '', /Date.*Value date/)
})

test('a long label alone over an item that is set in as others are is a heading', () => {
  const ends = [200, 280]
  const item = (y: number, text: string): Setting[] => [
    { x: 60, y, text },
    ...lineAt(y, '', ['5,758', '1,924'], ends),
  ]
  const register = [
    ...lineAt(100, '', ['2024', '2023'], ends),
    { x: 50, y: 114, text: 'Tangible' },
    ...item(128, 'Land'),
    { x: 50, y: 142, text: 'Intangible assets' },
    ...item(156, 'Patents and goods'),
    ...lineAt(170, 'Total', ['5,758', '1,924'], ends),
  ]
  assert.deepEqual(rowsOf(register)[0]?.slice(1, 5), [
    'Tangible||',
    'Land|5,758|1,924',
    'Intangible assets||',
    'Patents and goods|5,758|1,924',
  ])
})

test('a heading over several columns is one, set in a face with wide spaces too', () => {
  const wide = (x: number, text: string): Setting[] =>
    text.split(' ').reduce<Setting[]>((set, word) => {
      const last = set.at(-1)
      const at = last === undefined ? x : last.x + 5 * last.text.length + 3.2
      return [...set, { x: at, y: 100, text: word }]
    }, [])
  const ends = [272, 323.6]
  const rows = [128, 142, 156].flatMap((y) => lineAt(y, 'Sales', ['1,234,567', '1,100,050'], ends))
  const years = lineAt(114, '', ['2018', '2017'], ends)
  const [table] = findTables(pageOf([...wide(223.8, 'Year ended August 31,'), ...years, ...rows]))
  const spanning = table?.cells.find(({ text }) => text.startsWith('Year'))
  assert.deepEqual([spanning?.text, spanning?.columnSpan], ['Year ended August 31,', 2])
})

test('a label goes on in a second line under the last row of the table, too', () => {
  const register = [
    ...HEADINGS,
    ...lineAt(114, 'Equipment for all', ['5,758', '1,924'], ENDS),
    { x: 50, y: 125, text: 'offices' },
    ...lineAt(142, 'Land', ['5,758', '1,924'], ENDS),
    ...lineAt(160, 'Machines for all', ['5,758', '1,924'], ENDS),
    { x: 50, y: 171, text: 'plants' },
  ]
  assert.deepEqual(rowsOf(register)[0]?.slice(1), [
    'Equipment for all offices|5,758|1,924',
    'Land|5,758|1,924',
    'Machines for all plants|5,758|1,924',
  ])
})
