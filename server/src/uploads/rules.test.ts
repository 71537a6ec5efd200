import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { AppError } from '../errors.ts'
import { isKey } from '../storage/key-rules.ts'
import { cleanFilename, keyName, lifetime, partSizeOf, partSizes, supportedType } from './rules.ts'

const refused = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

describe('a filename', () => {
  const cleaned: readonly [string, string, string][] = [
    ['a POSIX path is cut', '../../etc/report.pdf', 'report.pdf'],
    ['a Windows path is cut', 'C:\\Users\\me\\report.pdf', 'report.pdf'],
    ['control characters go', 're\0po\r\nrt\u007f.pdf', 'report.pdf'],
    ['characters that turn the reading direction go', 'report\u202efdp.exe', 'reportfdp.exe'],
    ['characters without width go', '\ufeffre\u200bport.pdf', 'report.pdf'],
    ['fillers and tags that nobody sees go', 're\u3164port\u{e0041}\u{e007f}.pdf', 'report.pdf'],
    ['other scripts and emoji stay', ' Jahresabschluß 年報 📈.pdf ', 'Jahresabschluß 年報 📈.pdf'],
    ['half of a surrogate pair is replaced', 'a\ud800.pdf', 'a\ufffd.pdf'],
  ]
  for (const [name, given, expected] of cleaned)
    test(name, () => assert.equal(cleanFilename(given), expected))

  for (const given of ['', '   ', '.', '..', '/', 'folder/', '\u202e', 'x'.repeat(256), 'ü'.repeat(256)])
    test(`${JSON.stringify(given.slice(0, 12))} (${given.length}) is refused`, () => {
      assert.throws(() => cleanFilename(given), refused('upload.filename_invalid'))
    })

  test('255 characters are taken, whatever their bytes', () => {
    assert.equal(cleanFilename('📈'.repeat(255)), '📈'.repeat(255))
  })

  test('of any text gives a part of a key or is refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
        try {
          assert.ok(isKey(`uploads/${keyName(cleanFilename(given))}`))
        } catch (error) {
          assert.ok(refused('upload.filename_invalid')(error), String(error))
        }
      }),
    )
  })

  test('is readable in the key', () => {
    assert.equal(keyName('Geschäftsbericht (2024) v1.2.pdf'), 'Geschaftsbericht-2024-v1-2.pdf')
    assert.equal(keyName('年報.pdf'), 'document.pdf')
  })
})

test('content types are taken in any case and with parameters, others refused', () => {
  assert.equal(supportedType('Application/PDF; charset=binary'), 'application/pdf')
  for (const type of ['', 'text/html', 'application/pdfx'])
    assert.throws(() => supportedType(type), refused('upload.type_not_supported'))
})

test('an address holds from a second to seven days', () => {
  const limits = { maxFileSize: 1, presignTtl: 900 }
  assert.equal(lifetime(undefined, limits), 900)
  assert.equal(lifetime(604_800, limits), 604_800)
  for (const seconds of [0, -1, 1.5, 604_801])
    assert.throws(() => lifetime(seconds, limits), refused('request.unprocessable'))
})

test('parts make up the file and are within the limits of S3', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 * 1024 ** 4 }), (fileSize) => {
      const partSize = partSizeOf(fileSize)
      const count = Math.ceil(fileSize / partSize)
      assert.ok(partSize >= 5 * 1024 ** 2 && partSize <= 5 * 1024 ** 3 && count <= 10_000)
    }),
  )
  assert.deepEqual(partSizes(20, 8), [8, 8, 4])
  assert.deepEqual(partSizes(16, 8), [8, 8])
})
