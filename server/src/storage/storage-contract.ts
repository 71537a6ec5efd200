import { randomUUID } from 'node:crypto'
import { after, describe } from 'node:test'
import { getContract } from './contract/get-contract.ts'
import { listContract } from './contract/list-contract.ts'
import { multipartContract, unfinishedContract } from './contract/multipart-contract.ts'
import { presignedAddressContract } from './contract/presigned-address-contract.ts'
import { presignedContentContract } from './contract/presigned-content-contract.ts'
import { putContract } from './contract/put-contract.ts'
import { serverContract } from './contract/server-contract.ts'
import type { Ability, Subject, Suite } from './contract/suite.ts'

/** The suite that every driver passes. `lacks`: what the server at hand cannot do, with the reason. */
export async function storageContract(
  name: string,
  open: () => Promise<Subject>,
  lacks: Partial<Record<Ability, string>> = {},
): Promise<void> {
  const subject = await open()
  const root = `contract-${randomUUID()}`
  const suite: Suite = {
    ...subject,
    root,
    key: () => `${root}/${randomUUID()}/report.pdf`,
    needs(ability) {
      const reason = lacks[ability]
      return reason === undefined ? {} : { skip: `${ability}: ${reason}` }
    },
  }
  describe(`storage contract: ${name}`, () => {
    after(() => subject.close())
    describe('a presigned address', () => presignedAddressContract(suite))
    describe('what is sent to a presigned address', () => presignedContentContract(suite))
    describe('put', () => putContract(suite))
    describe('get', () => getContract(suite))
    describe('multipart', () => multipartContract(suite))
    describe('unfinished multipart', () => unfinishedContract(suite))
    describe('list and delete', () => listContract(suite))
    describe('the server', () => serverContract(suite))
  })
}
