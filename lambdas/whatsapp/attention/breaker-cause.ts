// Describes in words why the circuit breaker withholds a template.
import type { Sentence } from '#whatsapp/errors/language'
import type { BreakerCause } from '#whatsapp/templates/breaker'

export function causeSentence(cause: BreakerCause): Sentence {
  switch (cause.is) {
    case 'low_quality':
      return {
        en: 'The quality of this template became low.',
        es: 'La calidad de esta plantilla pasó a ser baja.',
        pt: 'A qualidade deste modelo ficou baixa.',
      }
    case 'failures':
      return {
        en: `${cause.failed} of ${cause.sent} messages in an hour failed.`,
        es: `Fallaron ${cause.failed} de ${cause.sent} mensajes en una hora.`,
        pt: `${cause.failed} de ${cause.sent} mensagens em uma hora falharam.`,
      }
    case 'stops':
      return {
        en: `${cause.stopped} customers opted out of marketing after ${cause.sent} messages in 24 hours.`,
        es: `${cause.stopped} clientes pidieron no recibir marketing tras ${cause.sent} mensajes en 24 horas.`,
        pt: `${cause.stopped} clientes pediram para não receber marketing depois de ${cause.sent} mensagens em 24 horas.`,
      }
  }
}
