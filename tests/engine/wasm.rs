//! The engine's bytes, interpreted.

use wasmi::{CompilationMode, Config, Linker, Memory, Module, Store, TypedFunc};

use super::base85::decoded;

const PAGE: &str = include_str!("../../crates/riparto-page/assets/tavolo.html");

/// The engine, as it stands in the page.
pub(super) fn engine_bytes() -> Vec<u8> {
    let (_, rest) = PAGE.split_once("id=\"riparto-engine\">").unwrap();
    let packed = decoded(rest.split_once("</script>").unwrap().0.trim());
    let mut bytes = Vec::new();
    lzma_rs::lzma_decompress(&mut packed.as_slice(), &mut bytes).unwrap();
    bytes
}

/// The module, between its calls.
pub(super) struct Engine {
    store: Store<()>,
    memory: Memory,
    request: TypedFunc<u32, u32>,
    respond: TypedFunc<(), u32>,
    response: TypedFunc<(), u32>,
}

impl Engine {
    pub(super) fn new() -> Engine {
        let mut config = Config::default();
        // Most functions are never called.
        config.compilation_mode(CompilationMode::LazyTranslation);
        let engine = wasmi::Engine::new(&config);
        let module = Module::new(&engine, engine_bytes()).unwrap();
        let mut store = Store::new(&engine, ());
        // Nothing is linked: the module imports nothing.
        let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module).unwrap();
        Engine {
            memory: instance.get_memory(&store, "memory").unwrap(),
            request: instance.get_typed_func(&store, "request").unwrap(),
            respond: instance.get_typed_func(&store, "respond").unwrap(),
            response: instance.get_typed_func(&store, "response").unwrap(),
            store,
        }
    }

    pub(super) fn respond(&mut self, request: &[u8]) -> String {
        let at = self.request.call(&mut self.store, u32::try_from(request.len()).unwrap()).unwrap();
        self.memory.write(&mut self.store, usize::try_from(at).unwrap(), request).unwrap();
        self.read()
    }

    /// The answer to a request of so many bytes, none of which are written.
    pub(super) fn respond_to_length(&mut self, length: usize) -> String {
        let at = self.request.call(&mut self.store, u32::try_from(length).unwrap()).unwrap();
        assert_eq!(at, 0, "there is no room for so many bytes");
        self.read()
    }

    fn read(&mut self) -> String {
        let length = self.respond.call(&mut self.store, ()).unwrap();
        let at = self.response.call(&mut self.store, ()).unwrap();
        let mut bytes = vec![0; usize::try_from(length).unwrap()];
        self.memory.read(&self.store, usize::try_from(at).unwrap(), &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }
}

/// How many imports a module has, and the names of what it exports, sorted.
pub(super) fn sections(wasm: &[u8]) -> (usize, Vec<String>) {
    let module = Module::new(&wasmi::Engine::default(), wasm).unwrap();
    let mut exports: Vec<String> = module.exports().map(|export| export.name().to_owned()).collect();
    exports.sort();
    (module.imports().count(), exports)
}
