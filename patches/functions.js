'use strict';

/** The variables of functions whose parameters have expressions, and functions that are made of texts. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'A function is a class, or is none, for who prints it; a frozen one looks like one.',
      file: 'src/vm/code_block.rs',
      find: `    pub(crate) fn is_class_constructor(&self) -> bool {
`,
      put: `    pub fn is_class_constructor(&self) -> bool {
`,
    },
    {
      why: 'A var with the name of a parameter begins with its value, which is in the scope outside.',
      file: 'src/bytecompiler/declarations.rs',
      find: `                drop(self.push_declarative_scope(Some(scope)));`,
      before: `                let function_scope = self.lexical_scope.clone();
`,
    },
    {
      file: 'src/bytecompiler/declarations.rs',
      find: `                            let binding = scope
`,
      put: `                            let binding = function_scope
`,
    },
    {
      file: 'src/bytecompiler/declarations.rs',
      find: `                        // TODO: What?
                        self.bytecode.emit_store_undefined(value.variable());
`,
      put: '',
    },
    {
      why: `What is made of texts had no source: it said of itself, and so did the functions in it, that it
        was native, and its lines counted from its body.`,
      file: 'src/builtins/function/mod.rs',
      find: `        // TODO: create SourceText : "anonymous(" parameters \\n ") {" body_parse "}"

        let function_span_start`,
      put: `        let prefix = match (r#async, generator) {
            (false, false) => "function",
            (false, true) => "function*",
            (true, false) => "async function",
            (true, true) => "async function*",
        };
        let mut whole: Vec<u16> = format!("{prefix} anonymous(").encode_utf16().collect();
        for (index, parameter) in param_list.iter().enumerate() {
            if index > 0 {
                whole.push(u16::from(b','));
            }
            whole.extend(parameter.iter());
        }
        whole.extend("\\n) {\\n".encode_utf16());
        let mut without_body = whole.clone();
        without_body.push(u16::from(b'}'));
        whole.extend(body_string.iter());
        whole.extend("\\n}".encode_utf16());
        let mut parsed = None;
        // The parameters were read as far as a parenthesis, which need not be the last.
        for text in [&without_body, &whole] {
            let mut parser = Parser::new(Source::from_utf16(text));
            parser.set_identifier(context.next_parser_identifier());
            let (list, source) = parser.parse_eval(false, context.interner_mut())?;
            parsed = (list.statements().len() == 1).then_some((list, source));
            if parsed.is_none() {
                break;
            }
        }
        let (list, source) = parsed.unwrap_or_default();
        let declaration = list.statements().first().and_then(|item| match item {
            boa_ast::StatementListItem::Declaration(declaration) => Some(&**declaration),
            boa_ast::StatementListItem::Statement(_) => None,
        });
        let (parameters, body, span) = match declaration {
            Some(boa_ast::Declaration::FunctionDeclaration(it)) => {
                (it.parameters().clone(), it.body().clone(), it.linear_span())
            }
            Some(boa_ast::Declaration::GeneratorDeclaration(it)) => {
                (it.parameters().clone(), it.body().clone(), it.linear_span())
            }
            Some(boa_ast::Declaration::AsyncFunctionDeclaration(it)) => {
                (it.parameters().clone(), it.body().clone(), it.linear_span())
            }
            Some(boa_ast::Declaration::AsyncGeneratorDeclaration(it)) => {
                (it.parameters().clone(), it.body().clone(), it.linear_span())
            }
            _ => {
                return Err(JsNativeError::syntax()
                    .with_message("not the text of one function")
                    .into());
            }
        };

        let function_span_start`,
    },
    {
      file: 'src/builtins/function/mod.rs',
      find: '        let spanned_source_text = SpannedSourceText::new_empty();\n',
      put: `        let source = crate::SourceText::new(source);
        let spanned_source_text = SpannedSourceText::new(source, Some(span));
`,
    },
    {
      why: 'A pattern that is the last parameter needs something behind it to be read.',
      file: 'src/builtins/function/mod.rs',
      find: `            let parameters = itertools::Itertools::intersperse(
`,
      put: `            let mut parameters = itertools::Itertools::intersperse(
`,
    },
    {
      file: 'src/builtins/function/mod.rs',
      find: `            let mut parser = Parser::new(Source::from_utf16(&parameters));
`,
      before: `            parameters.extend("\\n)".encode_utf16());
`,
    },
    {
      file: 'src/builtins/function/mod.rs',
      find: '        let body = if body.is_empty() {\n',
      put: `        let body_string = body.clone();
        // Each is valid alone: what they are together is read below.
        let _alone = if body.is_empty() {
`,
    },
  ],
};
