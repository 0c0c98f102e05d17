// What the API and the outbox refuse with, in Spanish, by the reason's code. `{limit}` is filled in with the reason's value of that name.

export const SAID_ES: Readonly<Record<string, string>> = {
  // Who may send what
  contact_unknown: 'Este chat no se conoce. Vuelva a abrirlo desde el CCP.',
  not_your_contact: 'Este chat no está asignado a usted.',
  contact_handed_on: 'Este chat se transfirió. Quien lo tiene ahora puede escribir al cliente.',
  contact_ended: 'Este chat ha terminado. Desde él solo se puede enviar una plantilla.',
  contact_ended_long_ago:
    'Este chat terminó hace más de {days} días. Espere a que el cliente escriba.',
  no_customer_endpoint: 'Connect no dice con qué cliente es este chat. Avise a su administrador.',
  number_not_set_up:
    'El número de empresa de este chat no está configurado para WhatsApp. Avise a su administrador.',
  not_whatsapp: 'Este no es un chat de WhatsApp.',
  no_user_claim: 'Su inicio de sesión no dice quién es usted ({claim}). Avise a su administrador.',
  not_a_connect_user:
    'Su inicio de sesión no tiene usuario en esta instancia de Connect. Avise a su administrador.',
  not_in_this_mode:
    'Aquí no es posible: Connect recibe los mensajes de este cliente y no revela sus identificadores de WhatsApp.',
  text_goes_through_chat: 'Escriba el texto en el propio chat: Connect lo entrega.',

  // Requests and replies
  no_such_route: 'El programa preguntó algo que no existe. Vuelva a cargar la página.',
  not_json: 'El programa envió algo ilegible. Vuelva a cargar la página.',
  malformed_request: 'El programa envió algo que no debía ({details}). Vuelva a cargar la página.',
  try_again: 'AWS no respondió. No se envió nada; inténtelo de nuevo.',
  internal_error: 'Algo falló de nuestro lado. Inténtelo de nuevo o avise a su administrador.',
  reply_unknown: 'Ese mensaje no existe en este chat: nunca se aceptó.',
  request_id_reused: 'Ya se envió otro mensaje con este identificador. Empiece uno nuevo.',
  nothing_to_resend: 'No hay nada que reenviar: este mensaje no ha fallado.',
  may_still_arrive:
    'El intento anterior aún puede llegar: entonces el cliente recibe el mensaje dos veces.',
  not_sent_in_time:
    'El mensaje no se pudo enviar en {minutes} minutos y no se envió. Reenvíelo si aún hace falta.',
  hold_not_for_templates:
    'Una plantilla puede enviarse en cualquier momento: no espera a nadie. Envíela ahora.',
  hold_expired:
    'El cliente no respondió en {hours} horas y el mensaje no se envió. Si aún hace falta, envíe una plantilla y vuelva a retenerlo.',
  already_released: 'Este mensaje ya está en camino: no se puede retirar.',
  nothing_to_withdraw: 'Este mensaje no se envió: no hay nada que retirar.',
  unconfirmed:
    'WhatsApp no respondió a tiempo: el mensaje aún puede llegar. Reenvíelo solo si el cliente no lo tiene.',
  refused_by_aws: 'AWS rechazó {operation} ({error}). Avise a su administrador.',
  discarded: 'Un administrador lo descartó.',
  service_window_closed:
    'La ventana de 24 horas está cerrada: primero tiene que escribir el cliente. Envíe una plantilla.',

  // Templates
  template_unknown: 'No hay ninguna plantilla {name} en {language}. Elija otra.',
  template_not_offered:
    'Sus supervisores no ofrecen la plantilla {name} en {language} en este chat. Elija otra.',
  template_gone: 'La plantilla {name} ya no existe. Elija otra.',
  template_changed: 'La plantilla {name} se cambió entretanto. Vuelva a abrirla y revise su texto.',
  template_not_approved: '{status}: WhatsApp solo envía plantillas aprobadas. Elija otra.',
  template_flagged: 'Su calidad es baja y Meta puede pausarla. Todavía se puede enviar.',
  status_unknown: 'No consta su estado: WhatsApp la envía solo cuando está aprobada.',
  name_missing: 'La plantilla no tiene nombre. Avise a su administrador.',
  language_missing: 'La plantilla no tiene idioma. Avise a su administrador.',
  components_missing: 'La plantilla aún no se ha leído entera. Inténtelo más tarde.',
  unknown_component: 'La plantilla tiene una parte que este programa no conoce. Elija otra.',
  duplicate_component: 'La plantilla tiene una parte repetida. Elija otra.',
  text_missing: 'A la plantilla le falta un texto. Avise a su administrador.',
  text_of_meta: 'Meta escribe este texto; la vista previa lo muestra en inglés.',
  gif_header:
    'Encabezado con GIF, que solo puede enviar la API de marketing de Meta. Elija otra plantilla.',
  unknown_header: 'Un encabezado que este programa no conoce. Elija otra plantilla.',
  cards_missing: 'Un carrusel sin tarjetas. Avise a su administrador.',
  card_header_missing: 'Una tarjeta sin encabezado. Avise a su administrador.',
  cards_differ: 'Las tarjetas no son iguales entre sí, y WhatsApp lo exige. Elija otra plantilla.',
  buttons_missing: 'A la plantilla le faltan los botones. Avise a su administrador.',
  unknown_button: 'Un botón que este programa no conoce. Elija otra plantilla.',
  url_missing: 'Un botón de enlace sin dirección. Avise a su administrador.',
  parameter_format_contradicts:
    'La plantilla se contradice sobre sus variables. Avise a su administrador.',
  not_a_definition: 'La plantilla no se puede leer. Avise a su administrador.',
  not_one_definition: 'La plantilla no se puede leer: hay varias. Avise a su administrador.',
  needs_number:
    'WhatsApp envía códigos de un solo uso solo a números de teléfono, y este cliente escribe sin uno. Pida el número.',
  example_as_media: 'Es el archivo de ejemplo, que caduca. Suba el archivo propio.',

  // Values
  required: 'Falta este valor. Rellénelo.',
  empty: 'Está vacío. Rellénelo o quítelo.',
  blank: 'Solo hay espacios. Escriba algo.',
  wrong_type: 'Este valor no es de la clase que WhatsApp acepta.',
  wrong_form: 'Este valor no tiene la forma que WhatsApp acepta.',
  too_long: '{length} caracteres; WhatsApp acepta {limit}. Acórtelo.',
  may_be_too_long:
    '{length} caracteres; es posible que WhatsApp acepte solo {limit}. Mejor acórtelo.',
  too_many: '{count}; WhatsApp acepta {limit}. Quite algunos.',
  may_be_too_many:
    '{count}; es posible que WhatsApp acepte solo {limit}. Mejor envíe menos a la vez.',
  too_few: '{count}; WhatsApp exige {limit} o más. Añada algunos.',
  out_of_range: '{value}; WhatsApp acepta de {min} a {max}.',
  not_one_of: 'WhatsApp acepta aquí: {accepted}.',
  duplicate: 'Está dos veces; WhatsApp acepta cada uno una vez. Cambie uno.',
  not_both: 'Hay dos valores donde WhatsApp acepta uno. Quite uno.',
  not_allowed_here: 'WhatsApp no lo acepta en este tipo de mensaje. Quítelo.',
  may_not_be_allowed:
    'Es posible que WhatsApp no lo acepte en este tipo de mensaje. Mejor quítelo.',
  unknown_field: 'WhatsApp no conoce este campo aquí. Quítelo.',
  unknown_type: 'WhatsApp no tiene esta clase de mensaje.',
  null_value: 'Un valor vacío. Quite el campo.',
  out_of_order: 'El orden no es correcto. WhatsApp cuenta las tarjetas desde 0.',
  line_break: 'WhatsApp no acepta aquí saltos de línea. Escríbalo en una sola línea.',
  tab: 'WhatsApp no acepta aquí tabulaciones. Use un espacio.',
  too_many_spaces: '{count} espacios seguidos; WhatsApp acepta {limit}. Quite algunos.',
  emoji: 'WhatsApp no acepta emojis en un código. Quítelo.',
  url: 'WhatsApp no acepta direcciones en un código. Quítela.',
  blank_in_link: 'Un enlace no lleva espacios. Escriba %20.',
  whole_link: 'Solo el final del enlace: WhatsApp antepone el principio.',
  not_encoded: 'Caracteres que un enlace no puede llevar. Codifíquelos con %.',
  not_https: 'Una dirección sin TLS; WhatsApp puede rechazarla. Use https.',
  in_the_past: 'Esa hora ya pasó. Elija una posterior.',
  not_milliseconds: 'Esa hora es anterior a 2001. Elija la fecha de nuevo.',
  user_id_as_number: 'Es un identificador de usuario, no un número.',
  number_as_user_id: 'Es un número, no un identificador de usuario.',
  quote_not_shown:
    'WhatsApp no muestra citas con plantillas. Envíela sin cita o responda con otro mensaje.',
  picture_not_shown: 'WhatsApp no muestra aquí la imagen.',
  not_in_whatsapp: 'WhatsApp solo tiene listas y botones de respuesta.',
  not_interactive: 'El mensaje interactivo no se puede leer.',

  // Files
  file_unknown: 'Ese archivo no está en este chat. Elija otro.',
  file_gone: 'El archivo ya no se conserva: se eliminan a los {days} días. Adjúntelo de nuevo.',
  message_unknown:
    'El mensaje al que se refiere no consta, o ya no, en este chat. Envíelo como mensaje aparte.',
  upload_unknown:
    'El archivo no está: no se subió desde este chat, o no entero. Adjúntelo de nuevo.',
  attachment_rejected: 'El análisis de Connect rechazó {name}. Envíe otro archivo.',
  attachment_unavailable:
    'El archivo ya no se puede leer del chat, que ha terminado. Adjúntelo de nuevo aquí.',
  caption_not_possible:
    'WhatsApp no muestra texto con esta clase de archivo. Envíe el texto como mensaje aparte.',
  media_empty: 'El archivo está vacío. Elija uno con contenido.',
  media_too_big: '{size}; WhatsApp acepta {limit}. Hágalo más pequeño o envíe un enlace.',
  media_type_not_accepted: '{type}; WhatsApp acepta aquí {accepted}. Conviértalo.',
  media_type_mismatch:
    'Se declaró como {declared}, pero es {actual}; WhatsApp lo rechaza. Súbalo de nuevo como lo que es.',
  media_name_mismatch:
    'El nombre promete {promised}, pero el archivo es {declared}. Cámbiele el nombre.',
  ogg_not_opus: 'WhatsApp acepta Ogg solo con Opus, de un canal. Conviértalo.',
  voice_not_opus:
    'WhatsApp acepta como nota de voz solo Ogg con Opus. Conviértalo o envíelo como audio.',
  sticker_pixels:
    '{width} × {height} píxeles; WhatsApp acepta stickers de {side} × {side}. Déle ese tamaño o envíelo como imagen (JPEG o PNG).',
  voice_not_playable:
    '{size}; WhatsApp muestra el botón de reproducir hasta {limit}. Hágala más corta.',
  voice_only_as_audio: 'Como nota de voz solo se envía audio. Envíelo como audio.',
  not_carried_by_connect: 'Connect no transporta {what}. Envíelo desde el widget de WhatsApp.',
  too_big_for_connect: '{size}; Connect transporta {limit}. Envíelo desde el widget de WhatsApp.',
}
