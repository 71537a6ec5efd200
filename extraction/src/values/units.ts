import type { UnitsException } from '../model.ts'
import { CURRENCY_PATTERN, currencyCode } from './currencies.ts'

export interface StatedUnits {
  readonly currency?: string
  readonly scale?: number
  readonly except?: readonly UnitsException[]
}

const EXCEPT_PER_SHARE =
  /\b(?:except|excluding|other than)\b.*\bper[ -](?:[\p{L}-]+ ){0,3}(?:shares?|ADS|unit)\b/iu

const SCALES: readonly (readonly [RegExp, number])[] = [
  [/\b(?:billions?|bn|milliards?|milliarden|mrd\.?|miles de millones)(?!\p{L})/iu, 1_000_000_000],
  [/\b(?:millions?|mill?n?\.?|mio\.?|millionen|millones|milioni|miljoen|mm)(?!\p{L})/iu, 1_000_000],
  [
    /\b(?:thousands?|tausend|tsd\.?|milliers|miles|migliaia|duizend|teur|keur|t€|k€)(?!\p{L})|['’]000|\b000s\b/iu,
    1_000,
  ],
  [/\b(?:lakhs?|lacs?)(?!\p{L})/iu, 100_000],
  [/\b(?:crores?)(?!\p{L})/iu, 10_000_000],
]
const COMPACT = new RegExp(
  String.raw`(?<currency>[$€£¥]|${CURRENCY_PATTERN})\s?(?<scale>bn|m|k)(?!\p{L})`,
  'u',
)
const COMPACT_SCALES: Readonly<Record<string, number>> = { bn: 1_000_000_000, m: 1_000_000, k: 1_000 }
const CURRENCY_SIGN = new RegExp(`(?<!\\p{L})(?:${CURRENCY_PATTERN})(?!\\p{L})`, 'u')
const CURRENCY_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:u\.?s\.?\s+)?dollars?\b/iu, 'USD'],
  [/\beuros?\b/iu, 'EUR'],
  [/\bpounds? sterling\b/iu, 'GBP'],
  [/\b(?:japanese )?yen\b/iu, 'JPY'],
  [/\b(?:indian )?rupees?\b/iu, 'INR'],
  [/\bswiss francs?\b/iu, 'CHF'],
]
/** Words that make a line a statement of units, and not a sentence that happens to speak of millions. */
const STATES_UNITS =
  /\b(?:in|en|dollars|amounts?|expressed|shares?|stated|figures)\b.*\b(?:billions?|millions?|thousands?|mio|mrd|tsd|tausend|milliers|millionen|millones|miles|lakhs?|crores?)\b|['’]000|\b(?:\$|€|£)\s?(?:bn|m|k|millions?|thousands?|billions?)\b|\((?:\$|€|£)?\s?(?:millions?|thousands?|billions?)\b|\bT€|\bTEUR\b|\bmio\.?\s*(?:eur|€|chf)/iu

/** An amount in words, "$661.2 million": it says what it is itself, and nothing of other amounts; "2020 Mio. €" is a year's. */
const AMOUNT_IN_WORDS =
  /\d[\d.,]*(?<!(?<!\d)(?:19|20)\d\d)[\s-]?(?:billions?|millions?|thousands?|bn|mio|mrd|lakhs?|crores?)\b/giu

/** What a title, a header or a line above a table says about units; null when it says nothing. */
export function statedUnits(said: string): StatedUnits | null {
  const text = said.replace(AMOUNT_IN_WORDS, '')
  if (!STATES_UNITS.test(text)) return null
  const compact = COMPACT.exec(text)?.groups
  // "in millions, except shares in thousands": what is said first holds for the amounts
  const mentions = SCALES.flatMap(([pattern, value]) => {
    const at = text.search(pattern)
    return at < 0 ? [] : [{ at, value }]
  }).sort((a, b) => a.at - b.at)
  const scale = mentions[0]?.value ?? COMPACT_SCALES[compact?.['scale'] ?? '']
  const sign = CURRENCY_SIGN.exec(text)?.[0] ?? compact?.['currency']
  const currency =
    (sign === undefined ? undefined : currencyCode(sign)) ??
    CURRENCY_WORDS.find(([pattern]) => pattern.test(text))?.[1]
  return {
    ...(scale === undefined ? {} : { scale }),
    ...(currency === undefined ? {} : { currency }),
    ...(EXCEPT_PER_SHARE.test(text) ? { except: ['per_share'] } : {}),
  }
}
