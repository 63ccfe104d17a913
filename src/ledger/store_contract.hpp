#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "ledger/store.hpp"
#include "ledger/test_desk.hpp"

namespace swarmdesk::ledger {

/// A store under test, with what it keeps.
class StoreHarness {
public:
    virtual ~StoreHarness() = default;
    /// The first time a new store; later another one on what was durable. The one before has been destroyed.
    virtual std::unique_ptr<LedgerStore> open() = 0;
    /// The next write that is to become durable fails.
    virtual void fail_next_write() = 0;
};

/// One form of the store: what `store_contract_test.cpp` demands of every form. A form joins with
/// INSTANTIATE_TEST_SUITE_P(Name, StoreContract, ::testing::Values(StoreForm{…}), store_form_name).
struct StoreForm {
    const char* name;
    std::unique_ptr<StoreHarness> (*make)();
};

inline std::string store_form_name(const ::testing::TestParamInfo<StoreForm>& form) { return form.param.name; }

class StoreContract : public ::testing::TestWithParam<StoreForm> {
protected:
    StoreContract() : harness(GetParam().make()) { reopen(); }

    void reopen()
    {
        writer.reset();
        store.reset();
        store = harness->open();
        writer.emplace(*store, context);
    }

    template <class T>
    T await(asio::awaitable<T> call)
    {
        return run(context, std::move(call));
    }
    std::vector<Record> read(Query query) { return await(store->read(std::move(query))).value(); }
    std::vector<Record> read_all()
    {
        Query query;
        query.limit = read_limit_max;
        return read(std::move(query));
    }
    std::uint64_t lease(const std::string& chain)
    {
        std::vector<ChainId> chains{ChainId{chain}};
        return await(store->acquire(std::move(chains))).value();
    }
    /// Begins a call; its result is there once the context has run far enough.
    template <class T>
    std::shared_ptr<std::optional<T>> begin(asio::awaitable<T> call)
    {
        auto result = std::make_shared<std::optional<T>>();
        boost::asio::co_spawn(context, std::move(call), [result](std::exception_ptr error, T value) {
            if (!error) result->emplace(std::move(value));
        });
        return result;
    }
    void run_all()
    {
        context.restart();
        context.run();
    }

    boost::asio::io_context context;
    std::unique_ptr<StoreHarness> harness;
    std::unique_ptr<LedgerStore> store;
    std::optional<TestWriter> writer;
};

}  // namespace swarmdesk::ledger
