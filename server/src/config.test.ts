import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig, SETTINGS } from './config.ts'
import { AppError } from './errors.ts'

const refusal = (environment: Record<string, string>): string => {
  try {
    readConfig(environment)
  } catch (error) {
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'config.invalid')
    return error.message
  }
  assert.fail('this configuration was taken')
}

test('an empty environment is a working configuration', () => {
  const config = readConfig({ HOME: '/home/ann' })
  assert.equal(config.port, 8000)
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.databaseUrl, undefined)
  assert.equal(config.maxFileSize, 104_857_600)
  assert.equal(config.presignTtl, 900)
  assert.deepEqual(config.corsOrigins, [])
})

test('data live where the platform expects them', () => {
  const home = readConfig({ HOME: '/home/ann', XDG_DATA_HOME: '/data/ann' }).home
  assert.equal(home, process.getuid?.() === 0 ? '/var/lib/ledger-lift' : '/data/ann/ledger-lift')
  assert.equal(readConfig({ LEDGER_LIFT_HOME: '/srv/books' }).home, '/srv/books')
})

test('an empty variable counts as unset', () => {
  assert.equal(readConfig({ PORT: '', S3_ENDPOINT: ' ' }).port, 8000)
})

test("SQLAlchemy's spelling of the address is read", () => {
  const { databaseUrl } = readConfig({
    DATABASE_URL: 'postgresql+psycopg://u:p@db:5432/books?sslmode=verify-full',
  })
  assert.equal(databaseUrl, 'postgresql://u:p@db:5432/books?sslmode=verify-full')
})

test('levels and switches are read in any case', () => {
  const config = readConfig({ LOG_LEVEL: 'warning', USE_AWS: 'TRUE', S3_BUCKET: 'books' })
  assert.equal(config.logLevel, 'WARNING')
  assert.equal(config.useAws, true)
})

test('a wrong value is refused in one line with key, value and what is allowed', () => {
  assert.equal(refusal({ PORT: '80000' }), 'PORT is "80000" but must be a whole number from 0 to 65535.')
  assert.match(
    refusal({ LOG_LEVEL: 'LOUD' }),
    /LOG_LEVEL is "LOUD" but must be DEBUG, INFO, WARNING, ERROR or CRITICAL/,
  )
  assert.match(refusal({ S3_ENDPOINT: 'store:9000' }), /S3_ENDPOINT is "store:9000" but must be an http/)
  assert.match(refusal({ CORS_ORIGINS: 'https://a.example/page' }), /^CORS_ORIGINS/)
  assert.doesNotMatch(refusal({ HOST: 'two\nlines' }), /\n/)
})

test('every wrong value is named at once', () => {
  assert.match(refusal({ PORT: 'x', PRESIGN_TTL: '0' }), /PORT .*; PRESIGN_TTL /)
})

test('a secret is never shown', () => {
  assert.doesNotMatch(refusal({ DATABASE_URL: 'mysql://u:hunter2@db/books' }), /hunter2/)
  assert.match(refusal({ DATABASE_URL: 'mysql://u:hunter2@db/books' }), /"mysql:\/\/\*\*\*"/)
  assert.doesNotMatch(refusal({ DATABASE_URL: 'u:hunter2@db' }), /hunter2/)
})

test('settings that contradict each other are refused', () => {
  assert.match(refusal({ USE_AWS: 'true' }), /S3_BUCKET/)
  assert.match(refusal({ S3_BUCKET: 'books' }), /S3_ENDPOINT/)
  assert.match(refusal({ USE_AWS: 'true', S3_ENDPOINT: 'http://s', S3_BUCKET: 'books' }), /exclude/)
  assert.match(refusal({ AWS_ACCESS_KEY_ID: 'k' }), /AWS_SECRET_ACCESS_KEY/)
  assert.match(refusal({ S3_KMS_KEY_ID: 'k' }), /S3_SSE/)
  assert.match(refusal({ DATABASE_READ_URL: 'postgres://replica/books' }), /DATABASE_URL/)
})

test('no two settings share a variable', () => {
  const variables = Object.values(SETTINGS).map(({ env }) => env)
  assert.equal(new Set(variables).size, variables.length)
})
