// Describes in words why Meta rejected a template, and how the business can respond. Meta's own
// explanations are in the language of the account, so this module reads only Meta's codes.
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
import type { Sentence } from '#whatsapp/errors/language'

interface Rejection {
  why: Sentence
  remedy: Sentence
}

const CATEGORY: Rejection = {
  why: {
    en: 'Its content belongs to another category.',
    es: 'Su contenido corresponde a otra categoría.',
    pt: 'O conteúdo pertence a outra categoria.',
  },
  remedy: {
    en: 'Create it again in the category that WhatsApp names. If it must be a utility template, take one from WhatsApp’s template library.',
    es: 'Créela de nuevo en la categoría que indica WhatsApp. Si debe ser de utilidad, tome una de la biblioteca de plantillas de WhatsApp.',
    pt: 'Crie-o de novo na categoria indicada pelo WhatsApp. Se precisar ser de utilidade, use um da biblioteca de modelos do WhatsApp.',
  },
}

const UNKNOWN: Rejection = {
  why: {
    en: 'WhatsApp gives no reason.',
    es: 'WhatsApp no indica el motivo.',
    pt: 'O WhatsApp não informa o motivo.',
  },
  remedy: {
    en: 'Compare it with WhatsApp’s rules for templates and submit it again, or appeal in WhatsApp Manager.',
    es: 'Compárela con las reglas de WhatsApp para plantillas y envíela de nuevo, o apele en el Administrador de WhatsApp.',
    pt: 'Compare-o com as regras do WhatsApp para modelos e envie-o de novo, ou recorra no Gerenciador do WhatsApp.',
  },
}

const REJECTIONS: Readonly<Record<string, Rejection>> = {
  INVALID_FORMAT: {
    why: {
      en: 'Its format is not accepted.',
      es: 'Su formato no se acepta.',
      pt: 'O formato não é aceito.',
    },
    remedy: {
      en: 'Check the variables: number them without gaps, put text before, between and after them, and give an example for each. A text header can’t have line breaks, emoji or formatting, a footer can’t have emoji, and a media header needs a sample.',
      es: 'Revise las variables: numérelas sin saltos, ponga texto antes, entre y después de ellas y dé un ejemplo de cada una. Un encabezado de texto no admite saltos de línea, emojis ni formato, un pie de página no admite emojis y un encabezado multimedia necesita una muestra.',
      pt: 'Verifique as variáveis: numere-as sem saltos, coloque texto antes, entre e depois delas e dê um exemplo de cada uma. Um cabeçalho de texto não aceita quebras de linha, emojis nem formatação, um rodapé não aceita emojis e um cabeçalho de mídia precisa de uma amostra.',
    },
  },
  TAG_CONTENT_MISMATCH: {
    why: {
      en: 'The category or the language does not fit the text.',
      es: 'La categoría o el idioma no corresponde al texto.',
      pt: 'A categoria ou o idioma não corresponde ao texto.',
    },
    remedy: {
      en: 'Take any offer out of a utility template, or make it a marketing template. Write each language in a template of its own.',
      es: 'Quite toda oferta de una plantilla de utilidad, o hágala de marketing. Escriba cada idioma en su propia plantilla.',
      pt: 'Retire qualquer oferta de um modelo de utilidade, ou torne-o de marketing. Escreva cada idioma em um modelo próprio.',
    },
  },
  INCORRECT_CATEGORY: CATEGORY,
  CATEGORY_NOT_AVAILABLE: CATEGORY,
  ABUSIVE_CONTENT: {
    why: {
      en: 'It reads like a threat.',
      es: 'Se lee como una amenaza.',
      pt: 'Parece uma ameaça.',
    },
    remedy: {
      en: 'State the matter neutrally, and offer a way to ask questions. Leave out legal threats and pressure.',
      es: 'Exponga el asunto de forma neutral y ofrezca una forma de preguntar. Omita amenazas legales y presiones.',
      pt: 'Apresente o assunto de forma neutra e ofereça um modo de perguntar. Deixe de fora ameaças legais e pressão.',
    },
  },
  PROMOTIONAL: {
    why: {
      en: 'It advertises, which its category does not allow.',
      es: 'Hace publicidad, lo que su categoría no permite.',
      pt: 'Faz propaganda, o que a categoria não permite.',
    },
    remedy: {
      en: 'Take the offer out, or create it as a marketing template.',
      es: 'Quite la oferta, o créela como plantilla de marketing.',
      pt: 'Retire a oferta, ou crie-o como modelo de marketing.',
    },
  },
  SCAM: {
    why: {
      en: 'It looks like fraud.',
      es: 'Parece un fraude.',
      pt: 'Parece uma fraude.',
    },
    remedy: {
      en: 'Say who writes and why, use links of your own domain instead of shortened ones, correct the spelling, and ask for no complete card, account or identity numbers.',
      es: 'Diga quién escribe y por qué, use enlaces de su propio dominio en lugar de acortados, corrija la ortografía y no pida números completos de tarjeta, cuenta o identidad.',
      pt: 'Diga quem escreve e por quê, use links do seu próprio domínio em vez de encurtados, corrija a ortografia e não peça números completos de cartão, conta ou identidade.',
    },
  },
}

/**
 * Returns the texts that describe a reason for the rejection of a template. An unknown code is
 * treated like a rejection without a reason.
 */
export const rejectionFor = (code: string | undefined): Rejection =>
  REJECTIONS[code?.toUpperCase() ?? ''] ?? UNKNOWN
