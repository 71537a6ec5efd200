import { LOCALES, type Locale } from './locale.ts'

/** What stands in the books of one language besides the words of its locale. */
export interface Language {
  readonly movements: readonly string[]
  readonly references: string
  readonly goods: readonly string[]
  readonly details: readonly string[]
  readonly assets: readonly string[]
  readonly sections: readonly string[]
  readonly sentences: readonly string[]
  /** The last line of a page and the first of the next. */
  readonly carried: readonly (readonly [string, string])[]
  readonly valueDate: string
  readonly position: string
  readonly tax: string
  readonly taxRates: readonly number[]
  readonly subtotal: string
  readonly statement: string
  readonly invoice: string
  readonly register: string
  /** Day, month, year with two, two and four digits. */
  readonly date: (day: string, month: string, year: string) => string
}

const EN: Language = {
  movements: [
    'Card payment Northgate Fuel',
    'Standing order rent',
    'Salary',
    'Direct debit insurance',
    'Transfer from savings',
    'Cash withdrawal',
    'Account fee',
  ],
  references: 'Ref.',
  goods: [
    'Toner cartridge, black',
    'Installation and first service',
    'Steel bracket 40 mm',
    'Packing and freight',
  ],
  details: ['Order 48812 of 3 March', 'Delivered to your warehouse', 'Including travel'],
  assets: [
    'Freehold land',
    'Office buildings',
    'Plant and machinery',
    'Motor vehicles',
    'Computer equipment',
    'Leasehold improvements',
  ],
  sections: ['Tangible assets', 'Intangible assets', 'Financial assets'],
  sentences: [
    'The amounts include the companies acquired during the year.',
    'Useful lives are reviewed each year.',
  ],
  carried: [
    ['Carried forward', 'Brought forward'],
    ['Balance c/f', 'Balance b/f'],
    ['Balance carried forward', 'Balance brought forward'],
  ],
  valueDate: 'Value date',
  position: 'No.',
  tax: 'VAT',
  taxRates: [20, 5],
  subtotal: 'Subtotal',
  statement: 'Statement of account',
  invoice: 'Invoice',
  register: 'Register of fixed assets',
  date: (day, month, year) => `${day}/${month}/${year}`,
}

const DE: Language = {
  movements: [
    'Kartenzahlung Tankstelle Nord',
    'Dauerauftrag Miete',
    'Gehalt',
    'Lastschrift Versicherung',
    'Umbuchung vom Sparkonto',
    'Bargeldauszahlung',
    'Kontoführungsgebühr',
  ],
  references: 'Verwendungszweck',
  goods: [
    'Druckerpatrone, schwarz',
    'Montage und Inbetriebnahme',
    'Stahlwinkel 40 mm',
    'Verpackung und Fracht',
  ],
  details: ['Auftrag 48812 vom 3. März', 'Lieferung an Ihr Lager', 'einschließlich Anfahrt'],
  assets: [
    'Grundstücke',
    'Geschäftsbauten',
    'Technische Anlagen',
    'Fuhrpark',
    'Betriebs- und Geschäftsausstattung',
    'Geleistete Anzahlungen',
  ],
  sections: ['Sachanlagen', 'Immaterielle Vermögensgegenstände', 'Finanzanlagen'],
  sentences: [
    'Die Beträge enthalten die im Geschäftsjahr erworbenen Gesellschaften.',
    'Die Nutzungsdauern werden jährlich überprüft.',
  ],
  carried: [
    ['Übertrag', 'Übertrag'],
    ['Saldoübertrag', 'Saldovortrag'],
    ['Übertrag auf Seite 2', 'Übertrag von Seite 1'],
  ],
  valueDate: 'Wertstellung',
  position: 'Pos.',
  tax: 'USt.',
  taxRates: [19, 7],
  subtotal: 'Zwischensumme',
  statement: 'Kontoauszug',
  invoice: 'Rechnung',
  register: 'Anlagenspiegel',
  date: (day, month, year) => `${day}.${month}.${year}`,
}

const FR: Language = {
  movements: [
    'Paiement carte station Nord',
    'Virement permanent loyer',
    'Salaire',
    'Prélèvement assurance',
    'Virement du livret',
    'Retrait d’espèces',
    'Frais de tenue de compte',
  ],
  references: 'Réf.',
  goods: [
    'Cartouche d’encre, noire',
    'Installation et mise en service',
    'Équerre acier 40 mm',
    'Emballage et transport',
  ],
  details: ['Commande 48812 du 3 mars', 'Livré à votre entrepôt', 'déplacement compris'],
  assets: [
    'Terrains',
    'Constructions',
    'Installations techniques',
    'Matériel de transport',
    'Matériel informatique',
    'Agencements',
  ],
  sections: ['Immobilisations corporelles', 'Immobilisations incorporelles', 'Immobilisations financières'],
  sentences: [
    'Les montants comprennent les sociétés acquises pendant l’exercice.',
    'Les durées d’utilité sont revues chaque année.',
  ],
  carried: [
    ['À reporter', 'Report'],
    ['À reporter', 'Report de la page 1'],
  ],
  valueDate: 'Valeur',
  position: 'N°',
  tax: 'TVA',
  taxRates: [20, 10],
  subtotal: 'Total HT',
  statement: 'Relevé de compte',
  invoice: 'Facture',
  register: 'Tableau des immobilisations',
  date: (day, month, year) => `${day}/${month}/${year}`,
}

export interface House {
  readonly locale: Locale
  readonly language: Language
}

const locale = (name: Locale['name']): Locale => {
  const found = LOCALES.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`no locale ${name}`)
  return found
}

/** How books are kept in several countries: a language with its ways to write numbers. */
export const HOUSES: readonly House[] = [
  { locale: locale('en'), language: EN },
  { locale: locale('de'), language: DE },
  { locale: locale('fr'), language: FR },
  { locale: { ...locale('fr'), thousands: '\u202f' }, language: FR },
  { locale: { ...locale('de'), thousands: '\u2019', decimal: '.', currency: 'CHF' }, language: DE },
  { locale: { ...locale('de'), thousands: "'", decimal: '.', currency: 'CHF' }, language: DE },
  { locale: locale('in'), language: EN },
]
