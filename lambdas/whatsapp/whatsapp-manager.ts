// The addresses of pages in WhatsApp Manager. Some tasks are possible only on Meta's own pages.
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates

/** `metaId` is Meta's id of the WABA. */
export const managerLinks = (metaId: string) => {
  const at = (page: string) =>
    `https://business.facebook.com/wa/manage/${page}/?waba_id=${encodeURIComponent(metaId)}`
  return {
    templates: at('message-templates'),
    numbers: at('phone-numbers'),
    insights: at('insights'),
    support: 'https://business.facebook.com/business-support-home',
  }
}
