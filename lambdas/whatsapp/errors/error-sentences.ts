// What an agent is told when WhatsApp refuses or fails: one sentence with the next step, in the widget's languages.
import type { Sentence } from '#whatsapp/errors/language'

export const SAY = {
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
    en: 'WhatsApp is busy. Trying again.',
    es: 'WhatsApp está ocupado. Se intentará de nuevo.',
    pt: 'O WhatsApp está ocupado. Tentando novamente.',
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
    en: 'This customer is blocked. Unblock them to write.',
    es: 'Este cliente está bloqueado. Desbloquéelo para escribirle.',
    pt: 'Este cliente está bloqueado. Desbloqueie-o para escrever.',
  },
  experiment: {
    en: 'WhatsApp did not deliver this marketing message. Wait for the customer to write.',
    es: 'WhatsApp no entregó este mensaje de marketing. Espere a que el cliente escriba.',
    pt: 'O WhatsApp não entregou esta mensagem de marketing. Aguarde o cliente escrever.',
  },
  country: {
    en: 'This account cannot message customers in this country.',
    es: 'Esta cuenta no puede enviar mensajes a este país.',
    pt: 'Esta conta não pode enviar mensagens para este país.',
  },
  fields: {
    en: 'Something in this message is missing or not accepted. Fill every field and try again.',
    es: 'Falta algo en este mensaje o no se acepta. Rellene todos los campos e inténtelo de nuevo.',
    pt: 'Falta algo nesta mensagem ou não é aceito. Preencha todos os campos e tente novamente.',
  },
  ownNumber: {
    en: 'You cannot message your own number.',
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
    pt: 'O envio está limitado no momento. Tente em algumas horas.',
  },
  marketingLimit: {
    en: 'WhatsApp limits marketing to this customer. Try in a day, or wait for a reply.',
    es: 'WhatsApp limita el marketing a este cliente. Inténtelo en un día o espere su respuesta.',
    pt: 'O WhatsApp limita o marketing para este cliente. Tente em um dia ou aguarde a resposta.',
  },
  optedOut: {
    en: 'The customer opted out of marketing.',
    es: 'El cliente no desea recibir marketing.',
    pt: 'O cliente não quer receber marketing.',
  },
  unsupported: {
    en: 'This kind of message is not supported.',
    es: 'Este tipo de mensaje no es compatible.',
    pt: 'Este tipo de mensagem não é compatível.',
  },
  askAgain: {
    en: 'The file could not be received. Ask the customer to send it again.',
    es: 'No se pudo recibir el archivo. Pida al cliente que lo envíe de nuevo.',
    pt: 'Não foi possível receber o arquivo. Peça ao cliente que envie novamente.',
  },
  badFile: {
    en: 'This file type or size is not accepted.',
    es: 'Este tipo o tamaño de archivo no se acepta.',
    pt: 'Este tipo ou tamanho de arquivo não é aceito.',
  },
  tooMany: {
    en: 'Too many messages to this customer. Waiting.',
    es: 'Demasiados mensajes a este cliente. En espera.',
    pt: 'Mensagens demais para este cliente. Aguardando.',
  },
  maintenance: {
    en: 'WhatsApp is under maintenance for a moment. Trying again.',
    es: 'WhatsApp está en mantenimiento por un momento. Se intentará de nuevo.',
    pt: 'O WhatsApp está em manutenção por um momento. Tentando novamente.',
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
    en: 'The template’s fields are not right. Reload it and fill them again.',
    es: 'Los campos de la plantilla no son correctos. Vuelva a cargarla y rellénelos de nuevo.',
    pt: 'Os campos do modelo não estão corretos. Recarregue-o e preencha novamente.',
  },
  templateMissing: {
    en: 'This template is not available. Pick another.',
    es: 'Esta plantilla no está disponible. Elija otra.',
    pt: 'Este modelo não está disponível. Escolha outro.',
  },
  tooLong: { en: 'Shorten the text.', es: 'Acorte el texto.', pt: 'Encurte o texto.' },
  templateRefused: {
    en: 'WhatsApp refused this template.',
    es: 'WhatsApp rechazó esta plantilla.',
    pt: 'O WhatsApp recusou este modelo.',
  },
  templatePaused: {
    en: 'This template is paused. Pick another.',
    es: 'Esta plantilla está en pausa. Elija otra.',
    pt: 'Este modelo está pausado. Escolha outro.',
  },
  templateNotReady: {
    en: 'This template is not ready yet. Try again in ten minutes, or pick another.',
    es: 'Esta plantilla aún no está lista. Inténtelo en diez minutos o elija otra.',
    pt: 'Este modelo ainda não está pronto. Tente em dez minutos ou escolha outro.',
  },
  templateDisabled: {
    en: 'This template is disabled. Pick another.',
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
