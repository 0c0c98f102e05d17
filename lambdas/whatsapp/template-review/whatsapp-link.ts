/**
 * Matches direct links to WhatsApp. Meta forbids direct links to WhatsApp in buttons: "Direct links
 * to WhatsApp aren't allowed for buttons".
 */
export const LEADS_TO_WHATSAPP =
  /^(https?:\/\/([\w-]+\.)*(wa\.me|whatsapp\.com)([/?#:]|$)|whatsapp:)/i
