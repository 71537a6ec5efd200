/** RFC 6266 with the encoding of RFC 8187, which leaves no character that could end the value. */
export const attachment = (filename: string): string =>
  `attachment; filename*=UTF-8''${encodeURIComponent(filename).replace(/['()*]/g, percent)}`

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
