// What the API and the outbox refuse with, in Portuguese, by the reason's code. `{limit}` is filled in with the reason's value of that name.

export const SAID_PT: Readonly<Record<string, string>> = {
  // Who may send what
  contact_unknown: 'Este chat não é conhecido. Abra-o novamente pelo CCP.',
  not_your_contact: 'Este chat não está atribuído a você.',
  contact_handed_on: 'Este chat foi transferido. Quem está com ele agora pode escrever ao cliente.',
  contact_ended: 'Este chat terminou. A partir dele só é possível enviar um modelo.',
  contact_ended_long_ago: 'Este chat terminou há mais de {days} dias. Aguarde o cliente escrever.',
  no_customer_endpoint:
    'O Connect não informa com qual cliente é este chat. Avise o administrador.',
  number_not_set_up:
    'O número da empresa deste chat não está configurado para o WhatsApp. Avise o administrador.',
  not_whatsapp: 'Este não é um chat do WhatsApp.',
  no_user_claim: 'Seu login não informa quem você é ({claim}). Avise o administrador.',
  not_a_connect_user:
    'Seu login não tem usuário nesta instância do Connect. Avise o administrador.',
  not_in_this_mode:
    'Aqui não é possível: o Connect recebe as mensagens deste cliente e não revela os identificadores do WhatsApp.',
  text_goes_through_chat: 'Escreva o texto no próprio chat: o Connect o entrega.',

  // Requests and replies
  no_such_route: 'O programa perguntou algo que não existe. Recarregue a página.',
  not_json: 'O programa enviou algo ilegível. Recarregue a página.',
  malformed_request: 'O programa enviou algo que não devia ({details}). Recarregue a página.',
  try_again: 'A AWS não respondeu. Nada foi enviado; tente novamente.',
  internal_error: 'Algo deu errado do nosso lado. Tente novamente ou avise o administrador.',
  reply_unknown: 'Essa mensagem não existe neste chat: nunca foi aceita.',
  request_id_reused: 'Outra mensagem já foi enviada com este identificador. Comece uma nova.',
  nothing_to_resend: 'Não há nada para reenviar: esta mensagem não falhou.',
  may_still_arrive:
    'A tentativa anterior ainda pode chegar: nesse caso o cliente recebe a mensagem duas vezes.',
  not_sent_in_time:
    'A mensagem não pôde ser enviada em {minutes} minutos e não foi enviada. Reenvie se ainda for necessária.',
  hold_not_for_templates:
    'Um modelo pode ser enviado a qualquer momento: não espera por ninguém. Envie-o agora.',
  hold_expired:
    'O cliente não respondeu em {hours} horas e a mensagem não foi enviada. Se ainda for necessária, envie um modelo e retenha-a de novo.',
  already_released: 'Esta mensagem já está a caminho: não pode mais ser retirada.',
  nothing_to_withdraw: 'Esta mensagem não foi enviada: não há nada para retirar.',
  unconfirmed:
    'O WhatsApp não respondeu a tempo: a mensagem ainda pode chegar. Reenvie só se o cliente não a recebeu.',
  refused_by_aws: 'A AWS recusou {operation} ({error}). Avise o administrador.',
  discarded: 'Um administrador o descartou.',
  service_window_closed:
    'A janela de 24 horas está fechada: o cliente precisa escrever primeiro. Envie um modelo.',

  // Templates
  template_unknown: 'Não há modelo {name} em {language}. Escolha outro.',
  template_not_offered:
    'Seus supervisores não oferecem o modelo {name} em {language} neste chat. Escolha outro.',
  template_gone: 'O modelo {name} não existe mais. Escolha outro.',
  template_changed:
    'O modelo {name} foi alterado nesse meio-tempo. Abra-o novamente e confira o texto.',
  template_not_approved: '{status}: o WhatsApp só envia modelos aprovados. Escolha outro.',
  template_flagged: 'A qualidade é baixa e a Meta pode pausá-lo. Ainda pode ser enviado.',
  status_unknown: 'O estado não consta: o WhatsApp só envia quando está aprovado.',
  name_missing: 'O modelo não tem nome. Avise o administrador.',
  language_missing: 'O modelo não tem idioma. Avise o administrador.',
  components_missing: 'O modelo ainda não foi lido por inteiro. Tente mais tarde.',
  unknown_component: 'O modelo tem uma parte que este programa não conhece. Escolha outro.',
  duplicate_component: 'O modelo tem uma parte repetida. Escolha outro.',
  text_missing: 'Falta um texto no modelo. Avise o administrador.',
  text_of_meta: 'A Meta escreve este texto; a prévia o mostra em inglês.',
  gif_header:
    'Cabeçalho com GIF, que só a API de marketing da Meta pode enviar. Escolha outro modelo.',
  unknown_header: 'Um cabeçalho que este programa não conhece. Escolha outro modelo.',
  cards_missing: 'Um carrossel sem cartões. Avise o administrador.',
  card_header_missing: 'Um cartão sem cabeçalho. Avise o administrador.',
  cards_differ:
    'Os cartões não são iguais entre si, e o WhatsApp exige isso. Escolha outro modelo.',
  buttons_missing: 'Faltam os botões do modelo. Avise o administrador.',
  unknown_button: 'Um botão que este programa não conhece. Escolha outro modelo.',
  url_missing: 'Um botão de link sem endereço. Avise o administrador.',
  parameter_format_contradicts:
    'O modelo se contradiz sobre suas variáveis. Avise o administrador.',
  not_a_definition: 'O modelo não pode ser lido. Avise o administrador.',
  not_one_definition: 'O modelo não pode ser lido: há vários. Avise o administrador.',
  needs_number:
    'O WhatsApp envia códigos de uso único apenas para números de telefone, e este cliente escreve sem um. Peça o número.',
  example_as_media: 'É o arquivo de exemplo, que expira. Envie o arquivo próprio.',

  // Values
  required: 'Falta este valor. Preencha-o.',
  empty: 'Está vazio. Preencha ou remova.',
  blank: 'Só há espaços. Escreva algo.',
  wrong_type: 'Este valor não é do tipo que o WhatsApp aceita.',
  wrong_form: 'Este valor não tem a forma que o WhatsApp aceita.',
  too_long: '{length} caracteres; o WhatsApp aceita {limit}. Encurte.',
  may_be_too_long: '{length} caracteres; o WhatsApp talvez aceite só {limit}. Melhor encurtar.',
  too_many: '{count}; o WhatsApp aceita {limit}. Remova alguns.',
  may_be_too_many: '{count}; o WhatsApp talvez aceite só {limit}. Melhor enviar menos de cada vez.',
  too_few: '{count}; o WhatsApp exige {limit} ou mais. Acrescente alguns.',
  out_of_range: '{value}; o WhatsApp aceita de {min} a {max}.',
  not_one_of: 'O WhatsApp aceita aqui: {accepted}.',
  duplicate: 'Está duas vezes; o WhatsApp aceita cada um uma vez. Mude um.',
  not_both: 'Há dois valores onde o WhatsApp aceita um. Remova um.',
  not_allowed_here: 'O WhatsApp não aceita isso neste tipo de mensagem. Remova.',
  may_not_be_allowed: 'O WhatsApp talvez não aceite isso neste tipo de mensagem. Melhor remover.',
  unknown_field: 'O WhatsApp não conhece este campo aqui. Remova.',
  unknown_type: 'O WhatsApp não tem este tipo de mensagem.',
  null_value: 'Um valor vazio. Remova o campo.',
  out_of_order: 'A ordem não está certa. O WhatsApp conta os cartões a partir de 0.',
  line_break: 'O WhatsApp não aceita quebras de linha aqui. Escreva em uma só linha.',
  tab: 'O WhatsApp não aceita tabulações aqui. Use um espaço.',
  too_many_spaces: '{count} espaços seguidos; o WhatsApp aceita {limit}. Remova alguns.',
  emoji: 'O WhatsApp não aceita emojis em um código. Remova.',
  url: 'O WhatsApp não aceita endereços em um código. Remova.',
  blank_in_link: 'Um link não tem espaços. Escreva %20.',
  whole_link: 'Só o final do link: o WhatsApp coloca o começo.',
  not_encoded: 'Caracteres que um link não pode ter. Codifique-os com %.',
  not_https: 'Um endereço sem TLS; o WhatsApp pode recusá-lo. Use https.',
  in_the_past: 'Esse horário já passou. Escolha um posterior.',
  not_milliseconds: 'Esse horário é anterior a 2001. Escolha a data novamente.',
  user_id_as_number: 'É um identificador de usuário, não um número.',
  number_as_user_id: 'É um número, não um identificador de usuário.',
  quote_not_shown:
    'O WhatsApp não mostra citações com modelos. Envie sem citação ou responda com outra mensagem.',
  picture_not_shown: 'O WhatsApp não mostra a imagem aqui.',
  not_in_whatsapp: 'O WhatsApp só tem listas e botões de resposta.',
  not_interactive: 'A mensagem interativa não pode ser lida.',

  // Files
  file_unknown: 'Esse arquivo não está neste chat. Escolha outro.',
  file_gone: 'O arquivo não é mais conservado: são excluídos após {days} dias. Anexe-o de novo.',
  message_unknown:
    'A mensagem a que se refere não é, ou não é mais, conhecida neste chat. Envie como mensagem à parte.',
  upload_unknown:
    'O arquivo não está lá: não foi enviado deste chat, ou não por completo. Anexe-o novamente.',
  attachment_rejected: 'A verificação do Connect recusou {name}. Envie outro arquivo.',
  attachment_unavailable:
    'O arquivo não pode mais ser lido do chat, que terminou. Anexe-o novamente aqui.',
  caption_not_possible:
    'O WhatsApp não mostra texto com este tipo de arquivo. Envie o texto como mensagem separada.',
  media_empty: 'O arquivo está vazio. Escolha um com conteúdo.',
  media_too_big: '{size}; o WhatsApp aceita {limit}. Diminua-o ou envie um link.',
  media_type_not_accepted: '{type}; o WhatsApp aceita aqui {accepted}. Converta-o.',
  media_type_mismatch:
    'Foi declarado como {declared}, mas é {actual}; o WhatsApp recusa. Envie-o novamente como o que é.',
  media_name_mismatch: 'O nome promete {promised}, mas o arquivo é {declared}. Mude o nome.',
  ogg_not_opus: 'O WhatsApp aceita Ogg apenas com Opus, de um canal. Converta-o.',
  voice_not_opus:
    'O WhatsApp aceita como mensagem de voz apenas Ogg com Opus. Converta-o ou envie como áudio.',
  sticker_pixels:
    '{width} × {height} pixels; o WhatsApp aceita figurinhas de {side} × {side}. Deixe-a desse tamanho ou envie como imagem (JPEG ou PNG).',
  voice_not_playable: '{size}; o WhatsApp mostra o botão de reproduzir até {limit}. Encurte-a.',
  voice_only_as_audio: 'Como mensagem de voz só se envia áudio. Envie como áudio.',
  not_carried_by_connect: 'O Connect não transporta {what}. Envie pelo widget do WhatsApp.',
  too_big_for_connect: '{size}; o Connect transporta {limit}. Envie pelo widget do WhatsApp.',
}
