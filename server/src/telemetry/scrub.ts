const SECRET = 'password|passwd|secret|token|authorization|cookie|credential|signature|access_?key|api_?key'
const CONTENT = 'content|body|bytes|buffer|text|cells'

/** A JSON string or a list of plain values. */
const VALUE = String.raw`(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\])`

const RULES: readonly (readonly [RegExp, string])[] = [
  [/\{"type":"Buffer","data":\[[\d,]*\]\}/g, '"[content]"'],
  [new RegExp(`("[\\w.-]*(?:${SECRET})[\\w.-]*":)${VALUE}`, 'gi'), '$1"[secret]"'],
  // JSON within a string: its quotes are escaped
  [new RegExp(String.raw`(\\"[\w.-]*(?:${SECRET})[\w.-]*\\":)\\".*?\\"`, 'gi'), '$1\\"[secret]\\"'],
  [new RegExp(`("(?:${CONTENT})":)${VALUE}`, 'g'), '$1"[content]"'],
  // scheme://user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*):[^\s/"]*@/gi, '$1:***@'],
  // signed addresses: who has one may use it
  [/([?&](?:X-Amz-(?:Signature|Credential|Security-Token)|signature|sig|token)=)[^&\s"\\]+/gi, '$1***'],
  // keys of ours: the prefix names one and is no secret
  [/\b(ll_(?:live|link|session)_[0-9A-Za-z]{12})_[0-9A-Za-z]+/g, '$1_***'],
  [/\b(Bearer|Basic) [\w.~+/=-]+/g, '$1 ***'],
]

/** A log line (JSON text) without what must never be in one: secrets and file content. */
export const scrub = (line: string): string =>
  RULES.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line)
