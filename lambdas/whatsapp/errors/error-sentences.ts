// The sentences that agents read when WhatsApp refuses a message or fails to deliver it: the reason
// and the next step, in the widget's languages.
import { errorFor } from '#whatsapp/errors/error-table'
import type { Language, Sentence } from '#whatsapp/errors/language'

const SENTENCES = {
  connection: {
    en: 'The WhatsApp connection needs attention. Tell your administrator.',
    es: 'La conexión con WhatsApp necesita atención. Avise a su administrador.',
    pt: 'A conexão com o WhatsApp precisa de atenção. Avise o administrador.',
  },
  outage: {
    en: 'WhatsApp had a problem, and the message may or may not have arrived.',
    es: 'WhatsApp tuvo un problema y no se sabe si el mensaje llegó.',
    pt: 'O WhatsApp teve um problema e não se sabe se a mensagem chegou.',
  },
  busy: {
    en: 'WhatsApp is busy. We will try again.',
    es: 'WhatsApp está ocupado. Lo intentaremos de nuevo.',
    pt: 'O WhatsApp está ocupado. Tentaremos novamente.',
  },
  unbuildable: {
    en: 'This message could not be built. Reload the template and try again.',
    es: 'No se pudo crear este mensaje. Vuelva a cargar la plantilla e inténtelo de nuevo.',
    pt: 'Não foi possível montar esta mensagem. Recarregue o modelo e tente novamente.',
  },
  restricted: {
    en: 'This WhatsApp account is restricted. Tell your administrator.',
    es: 'Esta cuenta de WhatsApp está restringida. Avise a su administrador.',
    pt: 'Esta conta do WhatsApp está restrita. Avise o administrador.',
  },
  blocked: {
    en: 'This customer is blocked. To write to the customer, unblock them first.',
    es: 'Este cliente está bloqueado. Desbloquéelo para escribirle.',
    pt: 'Este cliente está bloqueado. Desbloqueie-o para escrever.',
  },
  experiment: {
    en: 'WhatsApp did not deliver this marketing message. Wait for the customer to write.',
    es: 'WhatsApp no entregó este mensaje de marketing. Espere a que el cliente escriba.',
    pt: 'O WhatsApp não entregou esta mensagem de marketing. Aguarde o cliente escrever.',
  },
  country: {
    en: 'This account cannot send messages to customers in this country.',
    es: 'Esta cuenta no puede enviar mensajes a clientes de este país.',
    pt: 'Esta conta não pode enviar mensagens a clientes deste país.',
  },
  fields: {
    en: 'Something in this message is missing or not accepted. Fill in every field and try again.',
    es: 'Falta algo en este mensaje o alguno de sus valores no es válido. Complete todos los campos e inténtelo de nuevo.',
    pt: 'Falta algo nesta mensagem, ou algum valor não é aceito. Preencha todos os campos e tente novamente.',
  },
  fieldsOrNew: {
    en: 'WhatsApp does not accept a value in this message. Check every field. If the marketing template is new, wait ten minutes after its approval.',
    es: 'WhatsApp no acepta uno de los valores de este mensaje. Revise todos los campos. Si la plantilla de marketing es nueva, espere diez minutos después de su aprobación.',
    pt: 'O WhatsApp não aceita um dos valores desta mensagem. Confira todos os campos. Se o modelo de marketing for novo, espere dez minutos após a aprovação.',
  },
  ownNumber: {
    en: 'You cannot send messages to your own number.',
    es: 'No puede enviar mensajes a su propio número.',
    pt: 'Não é possível enviar mensagens para o próprio número.',
  },
  unreachable: {
    en: 'This customer cannot be reached on WhatsApp. Use another channel.',
    es: 'No es posible contactar a este cliente por WhatsApp. Use otro canal.',
    pt: 'Não é possível falar com este cliente pelo WhatsApp. Use outro canal.',
  },
  testNumber: {
    en: 'This is a test number, and the customer is not on its list. Tell your administrator.',
    es: 'Este es un número de prueba y el cliente no está en su lista. Avise a su administrador.',
    pt: 'Este é um número de teste e o cliente não está na lista. Avise o administrador.',
  },
  billing: {
    en: 'WhatsApp billing needs attention. Tell your administrator.',
    es: 'La facturación de WhatsApp necesita atención. Avise a su administrador.',
    pt: 'O faturamento do WhatsApp precisa de atenção. Avise o administrador.',
  },
  windowClosed: {
    en: 'The 24-hour window is closed. Send a template.',
    es: 'La ventana de 24 horas está cerrada. Envíe una plantilla.',
    pt: 'A janela de 24 horas está fechada. Envie um modelo.',
  },
  limited: {
    en: 'Sending is limited for now. Try again in a few hours.',
    es: 'El envío está limitado por ahora. Inténtelo dentro de unas horas.',
    pt: 'O envio está limitado no momento. Tente novamente em algumas horas.',
  },
  marketingLimit: {
    en: 'WhatsApp limits the marketing messages to this customer. Do not send the message again within 24 hours: repeated attempts can extend the limit. WhatsApp delivers no marketing messages to US numbers at all.',
    es: 'WhatsApp limita los mensajes de marketing a este cliente. No envíe el mensaje de nuevo antes de que pasen 24 horas: los intentos repetidos pueden prolongar el límite. WhatsApp no entrega ningún mensaje de marketing a números de EE. UU.',
    pt: 'O WhatsApp limita as mensagens de marketing para este cliente. Não envie a mensagem de novo antes que passem 24 horas: tentativas repetidas podem prolongar o limite. O WhatsApp não entrega nenhuma mensagem de marketing a números dos EUA.',
  },
  optedOut: {
    en: 'The customer opted out of marketing messages.',
    es: 'El cliente pidió no recibir mensajes de marketing.',
    pt: 'O cliente pediu para não receber mensagens de marketing.',
  },
  unsupported: {
    en: 'This kind of message is not supported.',
    es: 'Este tipo de mensaje no es compatible.',
    pt: 'Este tipo de mensagem não é compatível.',
  },
  askAgain: {
    en: 'The file could not be received. Ask the customer to send it again, or to send it another way.',
    es: 'No se pudo recibir el archivo. Pida al cliente que lo envíe de nuevo o por otro medio.',
    pt: 'Não foi possível receber o arquivo. Peça ao cliente que o envie novamente ou por outro meio.',
  },
  notShown: {
    en: 'WhatsApp could not show this message. Ask the customer to send it again.',
    es: 'WhatsApp no pudo mostrar este mensaje. Pida al cliente que lo envíe de nuevo.',
    pt: 'O WhatsApp não conseguiu mostrar esta mensagem. Peça ao cliente que a envie novamente.',
  },
  badFile: {
    en: 'WhatsApp does not accept a file of this type or size. Send another file.',
    es: 'WhatsApp no acepta un archivo de este tipo o tamaño. Envíe otro archivo.',
    pt: 'O WhatsApp não aceita um arquivo deste tipo ou tamanho. Envie outro arquivo.',
  },
  tooMany: {
    en: 'Too many messages were sent to this customer in a short time. We will try again.',
    es: 'Se enviaron demasiados mensajes a este cliente en poco tiempo. Lo intentaremos de nuevo.',
    pt: 'Mensagens demais foram enviadas a este cliente em pouco tempo. Tentaremos novamente.',
  },
  maintenance: {
    en: 'WhatsApp is in maintenance for a short time. We will try again.',
    es: 'WhatsApp está en mantenimiento por poco tiempo. Lo intentaremos de nuevo.',
    pt: 'O WhatsApp está em manutenção por pouco tempo. Tentaremos novamente.',
  },
  needsNumber: {
    en: 'This template needs the customer’s phone number.',
    es: 'Esta plantilla necesita el número de teléfono del cliente.',
    pt: 'Este modelo precisa do número de telefone do cliente.',
  },
  marketingOff: {
    en: 'Marketing templates are switched off.',
    es: 'Las plantillas de marketing están desactivadas.',
    pt: 'Os modelos de marketing estão desativados.',
  },
  templateFields: {
    en: 'The template’s fields are not right. Reload the template and fill in the fields again.',
    es: 'Los campos de la plantilla no son correctos. Vuelva a cargarla y complételos de nuevo.',
    pt: 'Os campos do modelo não estão corretos. Recarregue-o e preencha novamente.',
  },
  templateMissing: {
    en: 'This template is not available. Choose another template.',
    es: 'Esta plantilla no está disponible. Elija otra.',
    pt: 'Este modelo não está disponível. Escolha outro.',
  },
  tooLong: {
    en: 'The text is too long. Shorten it.',
    es: 'El texto es demasiado largo. Acórtelo.',
    pt: 'O texto é longo demais. Encurte-o.',
  },
  templateRefused: {
    en: 'WhatsApp refused this template.',
    es: 'WhatsApp rechazó esta plantilla.',
    pt: 'O WhatsApp recusou este modelo.',
  },
  testNumbersOnly: {
    en: 'The template hello_world can only be sent from Meta’s public test numbers. Choose another template.',
    es: 'La plantilla hello_world solo se puede enviar desde los números de prueba públicos de Meta. Elija otra.',
    pt: 'O modelo hello_world só pode ser enviado dos números de teste públicos da Meta. Escolha outro.',
  },
  expired: {
    en: 'The message expired before WhatsApp could deliver it. Send it again if it still matters.',
    es: 'El mensaje caducó antes de que WhatsApp pudiera entregarlo. Envíelo de nuevo si aún hace falta.',
    pt: 'A mensagem expirou antes que o WhatsApp pudesse entregá-la. Envie de novo se ainda for preciso.',
  },
  group: {
    en: 'WhatsApp did not accept this message for the group. Write to the customer directly.',
    es: 'WhatsApp no aceptó este mensaje para el grupo. Escriba directamente al cliente.',
    pt: 'O WhatsApp não aceitou esta mensagem para o grupo. Escreva diretamente ao cliente.',
  },
  call: {
    en: 'This customer cannot be called on WhatsApp now. Write a message instead.',
    es: 'Ahora no se puede llamar a este cliente por WhatsApp. Escríbale un mensaje.',
    pt: 'Não é possível ligar para este cliente pelo WhatsApp agora. Escreva uma mensagem.',
  },
  callPermission: {
    en: 'The customer has not allowed calls. Ask for permission first.',
    es: 'El cliente no ha permitido llamadas. Pida permiso primero.',
    pt: 'O cliente não permitiu ligações. Peça permissão primeiro.',
  },
  technical: {
    en: 'WhatsApp could not process this request. Tell your administrator.',
    es: 'WhatsApp no pudo procesar esta solicitud. Avise a su administrador.',
    pt: 'O WhatsApp não conseguiu processar esta solicitação. Avise o administrador.',
  },
  blocking: {
    en: 'Not every customer could be blocked or unblocked. Try again.',
    es: 'No se pudo bloquear o desbloquear a todos los clientes. Inténtelo de nuevo.',
    pt: 'Não foi possível bloquear ou desbloquear todos os clientes. Tente novamente.',
  },
  templatePaused: {
    en: 'This template is paused. Choose another template.',
    es: 'Esta plantilla está en pausa. Elija otra.',
    pt: 'Este modelo está pausado. Escolha outro.',
  },
  templateNotReady: {
    en: 'This template is not ready yet. Try again in ten minutes, or choose another template.',
    es: 'Esta plantilla aún no está lista. Inténtelo en diez minutos o elija otra.',
    pt: 'Este modelo ainda não está pronto. Tente novamente em dez minutos ou escolha outro.',
  },
  templateDisabled: {
    en: 'This template is disabled. Choose another template.',
    es: 'Esta plantilla está desactivada. Elija otra.',
    pt: 'Este modelo está desativado. Escolha outro.',
  },
  form: {
    en: 'The form in this template is not available.',
    es: 'El formulario de esta plantilla no está disponible.',
    pt: 'O formulário deste modelo não está disponível.',
  },
  notAccepted: {
    en: 'WhatsApp did not accept this message.',
    es: 'WhatsApp no aceptó este mensaje.',
    pt: 'O WhatsApp não aceitou esta mensagem.',
  },
  identity: {
    en: 'The customer’s WhatsApp identity has changed. Make sure who it is, then tell your administrator.',
    es: 'La identidad de WhatsApp del cliente cambió. Compruebe quién es y avise a su administrador.',
    pt: 'A identidade do cliente no WhatsApp mudou. Confirme quem é e avise o administrador.',
  },
  failed: {
    en: 'WhatsApp did not deliver this message.',
    es: 'WhatsApp no entregó este mensaje.',
    pt: 'O WhatsApp não entregou esta mensagem.',
  },
} satisfies Record<string, Sentence>

/** The names of sentences. Several codes may share a sentence. */
export type SentenceName = keyof typeof SENTENCES

/** The members of a reported error that determine its sentence. */
interface Reported {
  readonly code: number
  readonly title?: string | undefined
  readonly details?: string | undefined
}

/**
 * Returns one sentence for the agent. If the code is not in the table, the sentence also quotes
 * Meta's title and details.
 */
export function sentenceFor({ code, title, details }: Reported, language: Language = 'en'): string {
  const { sentence, known } = errorFor(code)
  const own = SENTENCES[sentence][language]
  const quoted = known ? [] : [...new Set([title, details])].filter(Boolean)
  return quoted.length === 0 ? own : `${own} (${code}: ${quoted.join('. ')})`
}
