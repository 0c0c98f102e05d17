// Some of the templates in Meta's template library.
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/template-library
import type {
  MetaLibraryTemplate,
  MetaLibraryTemplateDefinition,
} from '@aws-sdk/client-socialmessaging'

export const library: (MetaLibraryTemplateDefinition & Record<string, unknown>)[] = [
  {
    templateId: '7147013345418927',
    templateName: 'delivery_update_1',
    templateLanguage: 'en_US',
    templateCategory: 'UTILITY',
    templateTopic: 'ORDER_MANAGEMENT',
    templateUseCase: 'DELIVERY_UPDATE',
    templateIndustry: ['E_COMMERCE'],
    templateHeader: 'Your order is on its way',
    templateBody: 'Hi {{1}}, your order {{2}} has left our warehouse and will be with you soon.',
    templateBodyExampleParams: ['Ana', '1002'],
    templateButtons: [{ type: 'URL', text: 'Track order', url: 'https://www.example.com/{{1}}' }],
  },
  {
    templateId: '7138055039625658',
    templateName: 'appointment_reminder_1',
    templateLanguage: 'en_US',
    templateCategory: 'UTILITY',
    templateTopic: 'EVENT_REMINDER',
    templateUseCase: 'APPOINTMENT_REMINDER',
    templateIndustry: ['FINANCIAL_SERVICES'],
    templateHeader: 'Your appointment',
    templateBody:
      'Hello {{1}}, this is a reminder of your appointment on {{2}}. We look forward to seeing you.',
    templateBodyExampleParams: ['Ana', 'March 3, 10:00'],
    templateButtons: [{ type: 'PHONE_NUMBER', text: 'Call us', phoneNumber: '+15550100' }],
  },
  {
    templateId: '7171049672952710',
    templateName: 'recordatorio_de_pago_1',
    templateLanguage: 'es_MX',
    templateCategory: 'UTILITY',
    templateTopic: 'PAYMENTS',
    templateUseCase: 'PAYMENT_DUE_REMINDER',
    templateIndustry: ['FINANCIAL_SERVICES'],
    templateBody:
      'Hola {{1}}, le recordamos que su pago de {{2}} vence pronto. Gracias por su atención.',
    templateBodyExampleParams: ['Ana', '$1,200'],
    templateButtons: [],
  },
]

export const libraryEntry = ({ libraryTemplateName, templateLanguage }: MetaLibraryTemplate) =>
  library.find(
    (entry) =>
      entry.templateName === libraryTemplateName && entry.templateLanguage === templateLanguage,
  )

/**
 * Returns the definition of the template that is created from a library template, with the name,
 * the URLs and the telephone number that the business has chosen.
 */
export function toDefinition(entry: MetaLibraryTemplateDefinition, chosen: MetaLibraryTemplate) {
  const buttons = entry.templateButtons!.map(({ type, text, url, phoneNumber }, index) => {
    const own = chosen.libraryTemplateButtonInputs?.[index]
    const address = own?.url?.base_url ?? url
    const example = own?.url?.url_suffix_example ?? 'example'
    return {
      type,
      text,
      ...(address && { url: address, example: [address.replace('{{1}}', example)] }),
      ...(phoneNumber && { phone_number: own?.phoneNumber ?? phoneNumber }),
    }
  })
  return {
    name: chosen.templateName,
    language: chosen.templateLanguage,
    category: chosen.templateCategory,
    library_template_name: entry.templateName,
    components: [
      ...(entry.templateHeader
        ? [{ type: 'HEADER', format: 'TEXT', text: entry.templateHeader }]
        : []),
      {
        type: 'BODY',
        text: entry.templateBody,
        example: { body_text: [entry.templateBodyExampleParams] },
      },
      ...(buttons.length > 0 ? [{ type: 'BUTTONS', buttons }] : []),
    ],
  }
}
