// Checks what the functions write into their logs while they process many kinds of events.
import { expect, it } from 'vitest'
import { bookingPdf } from '../files/sample-files.ts'
import { startOwnScenario } from './start-scenario.ts'

const scenario = await startOwnScenario()

it('writes no message, whole customer number, token or presigned URL to the logs', async () => {
  const pdf = { name: 'booking.pdf', mimeType: 'application/pdf', bytes: await bookingPdf() }
  const bridged = await scenario.bridgedChat('maria', 'SECRET-FROM-CUSTOMER')
  const native = await scenario.nativeChat('maria', 'SECRET-FROM-CUSTOMER')
  for (const fault of ['error', 'throttle', 'drop_after'] as const) {
    scenario.fault({
      kind: fault,
      operation: 'SendWhatsAppMessage',
      times: 1,
      message: `refused SECRET-FROM-AWS for ${bridged.customer}`,
    })
    scenario.fault({
      kind: fault,
      operation: 'PostWhatsAppMessageMedia',
      times: 1,
      message: 'refused https://x.s3.amazonaws.com/?X-Amz-Signature=SECRET-FROM-AWS',
    })
    scenario.fault({ kind: fault, service: 'dynamodb', operation: 'UpdateItem', times: 2 })
    scenario.fault({ kind: fault, operation: 'GetAttachment', times: 1 })
    bridged.says('SECRET-FROM-AGENT')
    await bridged.attaches(pdf)
    await native.reply({
      type: 'media',
      kind: 'document',
      uploadId: await native.upload(pdf),
      caption: 'SECRET-CAPTION',
      filename: 'SECRET-NAME.pdf',
    })
    await scenario.advance('3m')
    scenario.calm()
  }
  scenario.whatsapp.setCustomer(bridged.customer, { registered: false })
  bridged.says('SECRET-FROM-AGENT')
  await bridged.reply({ type: 'text', body: 'x'.repeat(5000), SECRET: true })
  await scenario.advance('3m')

  const lines = scenario.logs().map(({ line }) => line)
  expect(lines.length).toBeGreaterThan(20)
  for (const { customer } of [bridged, native])
    expect(lines.filter((line) => line.includes(customer.slice(1)))).toEqual([])
  expect(
    lines.filter((line) =>
      /SECRET|X-Amz-|Signature=|eyJ|connection\.[0-9a-f]{8}|participant\.[0-9a-f]{8}|Bearer/.test(
        line,
      ),
    ),
  ).toEqual([])
})
