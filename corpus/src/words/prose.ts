import type { Random } from '../random.ts'

const SUBJECTS = [
  'The Company',
  'Management',
  'Our segment',
  'The Group',
  'The board',
  'Revenue from services',
  'Operating expense',
  'The effective tax rate',
  'Cash provided by operations',
  'The subsidiary',
]
const VERBS = [
  'increased',
  'declined',
  'was largely unchanged',
  'was affected by',
  'reflects',
  'depends on',
  'is measured at',
  'was recognised in',
  'continues to monitor',
  'was restated for',
]
const OBJECTS = [
  'higher volumes in the second half',
  'the sale of a minority interest',
  'changes in exchange rates',
  'fair value through profit or loss',
  'demand in our principal markets',
  'an impairment of intangible assets',
  'the timing of capital projects',
  'new guidance on leases',
  'seasonal movements in working capital',
  'a favourable mix of products',
]
const TAILS = [
  'compared with the prior year',
  'as described in the notes',
  'before the effect of acquisitions',
  'over the remaining term',
  'in accordance with the policy',
  'and we expect this to continue',
  'net of related taxes',
  'on a comparable basis',
]

/** A sentence of the kind that annual reports are made of, now and then with a figure in it. */
export function sentence(random: Random): string {
  const figure = random.chance(0.35)
    ? ` by ${random.between(1, 48)}.${random.between(0, 9)}% to $${random.between(10, 980)}.${random.between(0, 9)} million`
    : ''
  return `${random.pick(SUBJECTS)} ${random.pick(VERBS)} ${random.pick(OBJECTS)}${figure} ${random.pick(TAILS)}.`
}

export const paragraph = (random: Random, sentences: number): string =>
  Array.from({ length: sentences }, () => sentence(random)).join(' ')

const HEADINGS = [
  'Results of operations',
  'Liquidity and capital resources',
  'Critical accounting policies',
  'Segment review',
  'Risk management',
  'Outlook',
  'Contingencies',
  'Employees',
  'Subsequent events',
  'Basis of preparation',
]

export const heading = (random: Random): string => random.pick(HEADINGS)

const COMPANIES = [
  'Northfield Instruments',
  'Halden Water',
  'Corvane Holdings',
  'Brightmoor Foods',
  'Estuary Rail',
  'Tallis & Wren',
  'Pinnock Materials',
  'Solvane Energy',
]

export const company = (random: Random): string =>
  `${random.pick(COMPANIES)} ${random.pick(['Inc.', 'plc', 'AG', 'S.A.', 'Ltd'])}`
