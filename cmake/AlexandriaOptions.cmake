# Language level, warnings and sanitizers, the same for every module.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1 -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS")
set(ALEXANDRIA_SANITIZE "" CACHE STRING "Value for -fsanitize=, empty for none")

add_library(alexandria_options INTERFACE)
target_compile_options(alexandria_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  -Wnon-virtual-dtor -Wold-style-cast -Wcast-align -Woverloaded-virtual -Wimplicit-fallthrough -Werror
  -Wno-gnu-statement-expression -Wno-missing-field-initializers -Wno-deprecated-declarations -Wno-missing-designated-field-initializers)
if(ALEXANDRIA_SANITIZE)
  # With the model runtime the tests of our libraries take three times as long under a sanitizer: they say that they skip what needs it.
  # The black-box tests run a server with models under both sanitizers (./test blackbox-asan blackbox-tsan).
  add_compile_definitions(ALEXANDRIA_NO_MODEL_RUNTIME)
  add_compile_options(-fsanitize=${ALEXANDRIA_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${ALEXANDRIA_SANITIZE})
endif()
